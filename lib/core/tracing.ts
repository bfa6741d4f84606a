// W3C trace context on its way with a job, where the application uses OpenTelemetry; where it doesn't, nothing.

import type { Envelope } from "./envelope.ts";
import { onceLoaded } from "./once-loaded.ts";

type Trace = Pick<Envelope, "traceparent" | "tracestate">;

/** What is longer is left behind: W3C Trace Context, 3.3.1.5, asks for 512 characters to be carried. */
const LONGEST_STATE = 512;

/** OpenTelemetry's API; `undefined` where the application has not installed it. */
const api = onceLoaded(async () => {
  try {
    return await import("@opentelemetry/api");
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    if (!isMissing) warn(error);
    return undefined;
  }
});

function warn(error: unknown): void {
  const message = `@opentelemetry/api is installed but can't be loaded, so no trace travels with jobs: ${String(error)}`;
  process.emitWarning(message, { type: "ErrandWarning", code: "ERRAND_TRACING" });
}

/** The trace that the caller is part of. */
export async function currentTrace(): Promise<Trace> {
  const tracing = await api();
  if (tracing === undefined) return {};
  const carrier: Record<string, string> = {};
  tracing.propagation.inject(tracing.context.active(), carrier);
  const { traceparent, tracestate = "" } = carrier;
  if (typeof traceparent !== "string") return {};
  return { traceparent, ...(tracestate !== "" && tracestate.length <= LONGEST_STATE && { tracestate }) };
}

/** Runs as part of the trace that the message tells. */
export async function withTrace({ traceparent, tracestate }: Trace, run: () => Promise<unknown>): Promise<unknown> {
  const tracing = await api();
  if (tracing === undefined) return run();
  const carrier = { traceparent, ...(typeof tracestate === "string" && { tracestate }) };
  return tracing.context.with(tracing.propagation.extract(tracing.ROOT_CONTEXT, carrier), run);
}
