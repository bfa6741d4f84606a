// What becomes of a delivery by how its run on a far side has ended: what was decided there, or, where that side was cut
// short or died, what the kernel would have decided.

import { describeSeconds } from "../../core/duration.ts";
import type { Envelope } from "../../core/envelope.ts";
import type { Kernel } from "../../core/kernel.ts";
import type { Pull } from "../../core/leash.ts";
import { notBegun } from "../../core/not-begun.ts";
import type { Arrival, Outcome } from "../../core/outcome.ts";
import type { Delivery } from "../../core/ports.ts";
import { read } from "../../core/read.ts";
import type { Gone } from "./line.ts";
import { fromPlain, toError } from "./messages.ts";
import type { RanThere } from "./run-there.ts";

export type JudgingKernel = Pick<Kernel, "catalog" | "limits" | "clock" | "random">;

/** What kind of far side it was. A process has run nothing else before, so that its death is always the job's own. */
export type Kind = "thread" | "process";

/** @throws where nothing may be sent for it, or nobody can tell whose death it was: it stays in its queue. */
export async function judge(ran: RanThere, delivery: Delivery, kernel: JudgingKernel, kind: Kind): Promise<Outcome> {
  const { ending } = ran;
  const opened = read(delivery, kernel);
  const envelope = opened.ok ? opened.envelope : undefined;
  if (ending.type === "threw") throw toError(ending.error);
  if (ending.type === "ended") return fromPlain(ending.outcome, envelope);
  if (envelope === undefined) throw new Error(`The ${kind} that read the message has ended: it can't be read here.`);
  switch (ending.type) {
    case "gone":
      return onGone(ending, ran, envelope, { delivery, kernel, kind });
    case "given_up":
      return onPull(ending.pull, envelope, delivery, kernel, ran.startedAt);
    case "overtime":
      return fail(overtime(envelope.function, ending.timeoutSeconds, kind), ran, envelope, { delivery, kernel });
    default:
      return ending satisfies never;
  }
}

/**
 * What becomes of a delivery whose leash was pulled, and that has no word of its job.
 *
 * @throws where it may be in other hands.
 */
export async function onPull(
  pull: Pull,
  envelope: Envelope,
  delivery: Delivery,
  kernel: JudgingKernel,
  startedAt?: number,
): Promise<Outcome> {
  if (startedAt === undefined) return notBegun(pull, envelope, toArrival(delivery, kernel));
  return fail(pull.error, { startedAt }, envelope, { delivery, kernel }, pull);
}

interface Here {
  readonly delivery: Delivery;
  readonly kernel: JudgingKernel;
}

async function onGone(
  { how, isOurs, id }: Gone,
  { sentAt, startedAt }: RanThere,
  envelope: Envelope,
  { delivery, kernel, kind }: Here & { readonly kind: Kind },
): Promise<Outcome> {
  if (isOurs) throw new Error(`The worker has stopped, and with it the ${kind} that ran the job.`);
  if (kind === "thread" && startedAt === undefined) throw new Error(`Its thread ${how}, before the job began.`);
  if (kind === "thread" && id !== undefined && id !== envelope.id) {
    throw new Error(`Its thread ${how}. That comes from job ${id}, which ran there before.`);
  }
  const { onDeath } = await import("../../core/quarantine.ts");
  const message = `The ${kind} in which the job ran alone ${how}.`;
  return onDeath(envelope, startedAt ?? sentAt, toArrival(delivery, kernel), message);
}

async function fail(
  thrown: Error,
  { startedAt }: Pick<RanThere, "startedAt">,
  envelope: Envelope,
  { delivery, kernel }: Here,
  pull?: Pull,
): Promise<Outcome> {
  const definition = kernel.catalog.get(envelope.function);
  if (definition === undefined) throw thrown;
  const { decide } = await import("../../core/decide.ts");
  const arrival = toArrival(delivery, kernel);
  const ranSeconds = startedAt === undefined ? 0 : (arrival.now - startedAt) / 1000;
  return decide({ ok: false, thrown, ranSeconds }, { ...arrival, definition, envelope, random: kernel.random() }, pull);
}

function overtime(job: string, timeoutSeconds: number, kind: Kind): Error {
  const message =
    `Job "${job}" was still running after its timeout of ${describeSeconds(timeoutSeconds)}, and so busy that it could not ` +
    `be told: its ${kind} was ended. Let it wait for something now and then, do less in one run, or raise its timeout.`;
  return Object.assign(new Error(message), { name: "TimeoutError" });
}

function toArrival(delivery: Delivery, { clock, limits }: JudgingKernel): Arrival {
  return { delivery, now: clock.now(), limits };
}
