// One delivery from its text to its outcome: open, look whether it may run now, find its job, fetch its arguments, try. It sends
// and acknowledges nothing. What only a few deliveries need is loaded when one does.

import { attempt } from "./attempt.ts";
import type { Envelope } from "./envelope.ts";
import { show } from "./errors.ts";
import type { Kernel } from "./kernel.ts";
import { stillSuspect } from "./next-envelope.ts";
import { type Arrival, type Outcome, postpone, refuse } from "./outcome.ts";
import type { Delivery, Distrust } from "./ports.ts";
import { secondsUntilDue } from "./post.ts";
import { read } from "./read.ts";
import type { Bounds } from "./run.ts";
import { fits } from "./time-left.ts";
import { isUrgent } from "./urgency.ts";

export async function execute(delivery: Delivery, kernel: Kernel, bounds: Bounds = {}): Promise<Outcome> {
  const { clock, limits } = kernel;
  const now = clock.now();
  if (delivery.distrust?.unsure !== undefined) throw unsure(delivery.distrust);

  const opened = read(delivery, kernel);
  const arrival = { delivery, now, limits };
  if (!opened.ok) {
    const { fault } = opened;
    const { reason, message } = (await import("./unreadable.ts")).explain(fault);
    return refuse(reason, message, fault.kind === "distrust" ? { ...arrival, envelope: fault.envelope } : arrival);
  }
  const { envelope } = opened;

  const notNow = obstacle(envelope, delivery, kernel, now);
  if (notNow !== undefined) return notNow;

  const definition = kernel.catalog.get(envelope.function);
  if (definition === undefined) {
    const { onUnknown } = await import("./unknown-function.ts");
    return onUnknown(envelope, arrival);
  }
  if (!fits(definition, bounds.time, now) && !isUrgent(envelope)) {
    return postpone(envelope, stillSuspect(envelope, delivery.receives), arrival, { why: "no_time" });
  }

  // While its arguments can't be had it waits, however often it was received.
  const unpacked = envelope.payload === undefined ? undefined : await unpack(envelope, arrival, kernel);
  if (unpacked?.ok === false) return unpacked.outcome;

  if (delivery.group !== undefined && envelope.attempt > definition.retry.attempts) {
    const message = `It was received ${envelope.attempt} times, and its job has ${definition.retry.attempts} attempts.`;
    const cause = "Its runs were killed, it was returned behind others, or its stored arguments could not be read.";
    return refuse("attempts_exhausted", `${message} ${cause}`, { ...arrival, envelope });
  }
  return attempt({ delivery, envelope, ...unpacked, definition, now }, kernel, bounds);
}

async function unpack(envelope: Envelope, arrival: Arrival, kernel: Kernel) {
  return (await import("./unpacking.ts")).unpack(envelope, arrival, kernel);
}

function unsure({ keyId, unsure: why }: Distrust): Error {
  return new Error(`It is signed with the key ${show(keyId)}, which is not known, and newer keys can't be had: ${why}`);
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
