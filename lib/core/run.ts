// One run of a job's function: loaded, called as the current run, timed, told to end by its signal, and given up where
// it doesn't.

import { type Restore, within } from "./context.ts";
import { withCurrent } from "./current.ts";
import type { JobDefinition } from "./definition.ts";
import { describeSeconds } from "./duration.ts";
import type { Envelope } from "./envelope.ts";
import type { Kernel } from "./kernel.ts";
import type { Leash } from "./leash.ts";
import type { TimeLeft } from "./time-left.ts";

/** What came of a run. */
export type Run =
  | { readonly ok: true; readonly value: unknown; readonly ranSeconds: number }
  | { readonly ok: false; readonly thrown: unknown; readonly ranSeconds: number };

/** What bounds a run: nothing, where none is given. */
export interface Bounds {
  /** What is left of the invocation that runs it. */
  readonly time?: TimeLeft | undefined;
  readonly leash?: Leash | undefined;
}

/** How long after its own timeout a job may take to heed its signal. */
const PATIENCE_MS = 500;

/** What is run. */
interface Call {
  readonly definition: JobDefinition;
  readonly envelope: Envelope;
  readonly args: readonly unknown[];
}

export async function runJob(
  { definition, envelope, args }: Call,
  { clock, restore }: Pick<Kernel, "clock" | "restore">,
  { time, leash }: Bounds,
): Promise<Run> {
  const startedAt = clock.now();
  const ranSeconds = () => (clock.now() - startedAt) / 1000;
  const end = toEnd(definition, startedAt, time);
  const endsAt = Math.min(end?.abortAt ?? Number.POSITIVE_INFINITY, leash?.endsAt ?? Number.POSITIVE_INFINITY);
  const abort = new AbortController();
  const current = {
    id: envelope.id,
    job: definition.name,
    attempt: envelope.attempt,
    hops: envelope.hops ?? 0,
    scheduledAt: envelope.scheduledAt === undefined ? undefined : new Date(envelope.scheduledAt),
    deadline: endsAt === Number.POSITIVE_INFINITY ? undefined : new Date(endsAt),
    signal: abort.signal,
    context: envelope.context,
  };
  const call = async (): Promise<unknown> => (await definition.load())(...(args as never[]));
  const work = surrounded(envelope, restore?.(), call);
  const alarms: (() => void)[] = [];
  try {
    const running: Promise<unknown> = withCurrent(current, work);
    if (end === undefined && leash === undefined) return { ok: true, value: await running, ranSeconds: ranSeconds() };
    const overtime = new Promise<never>((_, reject) => {
      const after = (at: number, act: () => void) => clock.after(Math.max(0, at - startedAt), act);
      if (end !== undefined) {
        alarms.push(after(end.abortAt, () => abort.abort(end.error())));
        alarms.push(after(end.giveUpAt, () => reject(end.error())));
      }
      if (leash !== undefined)
        alarms.push(
          leash.follow(
            ({ error }) => abort.abort(error),
            ({ error }) => reject(error),
          ),
        );
    });
    return { ok: true, value: await Promise.race([running, overtime]), ranSeconds: ranSeconds() };
  } catch (thrown) {
    return { ok: false, thrown, ranSeconds: ranSeconds() };
  } finally {
    for (const disarm of alarms) disarm();
  }
}

/** The call within what travelled with the job, where anything did. */
function surrounded(envelope: Envelope, restore: Restore | undefined, call: () => Promise<unknown>) {
  const { context, traceparent } = envelope;
  const isTraced = typeof traceparent === "string"; // another sender's may be anything
  if (!isTraced && (context === undefined || restore === undefined)) return call;
  return async (): Promise<unknown> => {
    const restored = context === undefined || restore === undefined ? call : () => within(restore, context, call);
    return isTraced ? (await import("./tracing.ts")).withTrace(envelope, restored) : restored();
  };
}

interface End extends Pick<TimeLeft, "abortAt" | "giveUpAt"> {
  /** What the job is told, and what its attempt failed with where it doesn't end. */
  readonly error: () => Error;
}

/** The job's own timeout or the invocation's end, whichever comes first. */
function toEnd(
  { name, timeoutSeconds }: JobDefinition,
  startedAt: number,
  time: TimeLeft | undefined,
): End | undefined {
  const ownAt = timeoutSeconds === undefined ? Number.POSITIVE_INFINITY : startedAt + timeoutSeconds * 1000;
  if (time !== undefined && time.abortAt <= ownAt) {
    const seconds = describeSeconds((time.abortAt - startedAt) / 1000);
    const message = `Job "${name}" was still running after ${seconds}, when what runs it had to end.`;
    return { ...time, error: () => timeoutError(`${message} Do less in one run, or give the function more time.`) };
  }
  if (timeoutSeconds === undefined) return undefined;
  const giveUpAt = Math.min(ownAt + PATIENCE_MS, time?.giveUpAt ?? Number.POSITIVE_INFINITY);
  const message = `Job "${name}" was still running after its timeout of ${describeSeconds(timeoutSeconds)}.`;
  return {
    abortAt: ownAt,
    giveUpAt,
    error: () => timeoutError(`${message} Do less in one run, or raise its timeout.`),
  };
}

function timeoutError(message: string): Error {
  return Object.assign(new Error(message), { name: "TimeoutError" });
}
