// One delivery from its text to its outcome: open, look whether it may run now, find, check, run, decide. It sends and
// acknowledges nothing. What only a few deliveries need is loaded when one does.

import type { JobDefinition } from "./definition.ts";
import type { Envelope } from "./envelope.ts";
import type { Kernel } from "./kernel.ts";
import { stillSuspect } from "./next-envelope.ts";
import { type Opened, open } from "./open.ts";
import { type Outcome, postpone, refuse } from "./outcome.ts";
import type { Clock, Delivery } from "./ports.ts";
import { dueAt, secondsUntilDue } from "./post.ts";
import { type Bounds, type Run, runJob } from "./run.ts";
import { fits, type TimeLeft } from "./time-left.ts";
import { isUrgent } from "./urgency.ts";

export async function execute(delivery: Delivery, kernel: Kernel, bounds: Bounds = {}): Promise<Outcome> {
  const { clock, limits } = kernel;
  const { time, leash } = bounds;
  const now = clock.now();

  const opened = read(delivery, kernel);
  const arrival = { delivery, now, limits };
  if (!opened.ok) {
    const { reason, message } = (await import("./unreadable.ts")).explain(opened.fault);
    return refuse(reason, message, arrival);
  }
  const { envelope } = opened;

  const notNow = obstacle(envelope, delivery, kernel, now);
  if (notNow !== undefined) return notNow;

  const definition = kernel.catalog.get(envelope.function);
  if (definition === undefined) {
    const { onUnknown } = await import("./unknown-function.ts");
    return onUnknown(envelope, arrival);
  }
  if (!fits(definition, time, now) && !isUrgent(envelope)) {
    return postpone(envelope, stillSuspect(envelope, delivery.receives), arrival, { why: "no_time" });
  }

  if (delivery.group !== undefined && envelope.attempt > definition.retry.attempts) {
    const message = `It was received ${envelope.attempt} times, and its job has ${definition.retry.attempts} attempts.`;
    const cause = "Its runs were killed, or it was returned behind others.";
    return refuse("attempts_exhausted", `${message} ${cause}`, { ...arrival, envelope });
  }

  const circumstances = { definition, envelope, delivery, limits };
  const parsed = await parse(definition, envelope, clock, time);
  const end = async (run: Run): Promise<Outcome> => {
    if (run.ok) return { kind: "completed", envelope, ranSeconds: run.ranSeconds };
    const { decide } = await import("./decide.ts");
    // Read again: the job may have changed the arguments that it was given, and the next attempt is to get them as they were.
    const fresh = read(delivery, kernel);
    const before = fresh.ok ? fresh.envelope : envelope;
    const moment = { ...circumstances, envelope: before, now: clock.now(), random: kernel.random() };
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
  return end(await runJob(definition, envelope, parsed.args, clock, bounds));
}

/** The message. One that a schedule sends doesn't say when it expires, for it is the same at every time: here it does. */
export function read(delivery: Delivery, { catalog }: Pick<Kernel, "catalog">): Opened {
  const opened = open(delivery);
  if (!opened.ok || !opened.isFiring) return opened;
  const { function: job, scheduledAt = "", expiresAt: told } = opened.envelope;
  const seconds = catalog.get(job)?.expiresInSeconds;
  if (seconds === undefined || told !== undefined) return opened;
  const expiresAt = new Date(Date.parse(scheduledAt) + seconds * 1000).toISOString();
  return { ...opened, envelope: { ...opened.envelope, expiresAt } };
}

/** What keeps a message that could be read from being run, whatever its job is. */
function obstacle(
  envelope: Envelope,
  delivery: Delivery,
  { limits, mostHops }: Kernel,
  now: number,
): Outcome | undefined {
  const expiredAt = envelope.expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(envelope.expiresAt);
  if (expiredAt <= now) return { kind: "expired", envelope, expiredAt };

  const delaySeconds = secondsUntilDue(envelope, now);
  if (delaySeconds > 0) {
    return postpone(envelope, envelope, { delivery, now, limits }, { why: "early", delaySeconds });
  }

  const { hops = 0 } = envelope;
  if (hops <= mostHops) return undefined;
  const message = `It is the ${hops.toLocaleString("en")}th job in a row that another enqueued, and ${mostHops.toLocaleString("en")} is the most.`;
  const advice = "End the loop, wait a minute or more between them, or give createHandler a higher mostHops.";
  return refuse("too_many_hops", `${message} ${advice}`, { delivery, now, limits, envelope });
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
