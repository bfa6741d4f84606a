// One attempt at a job that may run now: its arguments checked, its function run, and what came of it decided.

import type { JobDefinition } from "./definition.ts";
import type { Envelope } from "./envelope.ts";
import type { Kernel } from "./kernel.ts";
import { type Outcome, refuse } from "./outcome.ts";
import type { Clock, Delivery } from "./ports.ts";
import { dueAt } from "./post.ts";
import { read } from "./read.ts";
import { type Bounds, type Run, runJob } from "./run.ts";
import type { TimeLeft } from "./time-left.ts";

/** What is tried. */
export interface Attempt {
  readonly delivery: Delivery;
  /** As read from the delivery. */
  readonly envelope: Envelope;
  readonly definition: JobDefinition;
  /** When it came to be handled, milliseconds since 1970. */
  readonly now: number;
}

export async function attempt(
  { delivery, envelope, definition, now }: Attempt,
  kernel: Kernel,
  bounds: Bounds,
): Promise<Outcome> {
  const { clock, limits } = kernel;
  const { time, leash } = bounds;
  const arrival = { delivery, now, limits };
  const parsed = await parse(definition, envelope, clock, time);
  const end = async (run: Run): Promise<Outcome> => {
    if (run.ok) return { kind: "completed", envelope, ranSeconds: run.ranSeconds };
    const { decide } = await import("./decide.ts");
    // Read again: the job may have changed the arguments that it was given, and the next attempt is to get them as they were.
    const fresh = read(delivery, kernel);
    const before = fresh.ok ? fresh.envelope : envelope;
    const moment = { definition, envelope: before, delivery, limits, now: clock.now(), random: kernel.random() };
    return decide(run, moment, leash?.pulled());
  };
  if ("thrown" in parsed) return end(parsed);
  if (!parsed.ok) {
    const message = `Job "${definition.name}": ${parsed.message}`;
    return refuse("invalid_args", message, { ...arrival, envelope });
  }

  const pulled = leash?.pulled();
  if (pulled !== undefined) {
    const { notBegun } = await import("./not-begun.ts");
    return notBegun(pulled, envelope, arrival);
  }

  leash?.begun();
  const { function: job, id, attempt } = envelope;
  const startedAt = clock.now();
  const waitedSeconds = Math.max(0, startedAt - dueAt(envelope)) / 1000;
  kernel.emit({ type: "job.started", job, id, attempt, priority: delivery.priority, at: startedAt, waitedSeconds });
  return end(await runJob({ definition, envelope, args: parsed.args }, kernel, bounds));
}

async function parse(definition: JobDefinition, { args }: Envelope, clock: Clock, time?: TimeLeft) {
  if (definition.schema === undefined) return { ok: true, args } as const;
  const { parseArgsInTime } = await import("./parse-args.ts");
  return parseArgsInTime(definition, args, clock, time).catch(toFailure);
}

/** A schema that throws has not refused the arguments: it may have asked a service that was away. The attempt failed. */
function toFailure(thrown: unknown) {
  return { ok: false, thrown, ranSeconds: 0 } as const;
}
