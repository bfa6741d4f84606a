// One run of a job's function: loaded, called as the current run, timed, and stopped at the deadline by its signal.

import { withCurrent } from "./current.ts";
import type { JobDefinition } from "./definition.ts";
import type { Envelope } from "./envelope.ts";
import type { Clock } from "./ports.ts";

/** What came of a run. */
export type Run =
  | { readonly ok: true; readonly value: unknown; readonly ranSeconds: number }
  | { readonly ok: false; readonly thrown: unknown; readonly ranSeconds: number };

/** @param deadlineAt when whatever runs the job is stopped, milliseconds since 1970; `undefined` where nothing stops it. */
export async function runJob(
  definition: JobDefinition,
  envelope: Envelope,
  args: readonly unknown[],
  clock: Clock,
  deadlineAt: number | undefined,
): Promise<Run> {
  const startedAt = clock.now();
  const ranSeconds = () => (clock.now() - startedAt) / 1000;
  const abort = new AbortController();
  const disarm =
    deadlineAt === undefined ? undefined : clock.after(Math.max(0, deadlineAt - startedAt), () => abort.abort());
  const current = {
    id: envelope.id,
    job: definition.name,
    attempt: envelope.attempt,
    deadline: deadlineAt === undefined ? undefined : new Date(deadlineAt),
    signal: abort.signal,
  };
  try {
    const fn = await definition.load();
    const value: unknown = await withCurrent(current, () => fn(...(args as never[])));
    return { ok: true, value, ranSeconds: ranSeconds() };
  } catch (thrown) {
    return { ok: false, thrown, ranSeconds: ranSeconds() };
  } finally {
    disarm?.();
  }
}
