// Whether an endpoint keeps schedules and never fires them: LocalStack does, in all its editions (its guide, "EventBridge
// Scheduler", "Current Limitations").

/** How long it may take to say what it is. */
const TIMEOUT_MS = 10_000;

/**
 * LocalStack tells its version there. MiniStack, which answers LocalStack's health check and fires by itself, has no such
 * path; nor has AWS.
 */
export async function neverFires(url: string): Promise<boolean> {
  try {
    const answer = await fetch(new URL("/_localstack/info", url), { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return answer.ok && typeof ((await answer.json()) as { readonly version?: unknown })?.version === "string";
  } catch {
    return false; // to fire what fires by itself would be worse than not to fire
  }
}
