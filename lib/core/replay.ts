// Spooled messages sent once: those that are in hand go to their queues, and the spool is told what became of each.

import { type Environment, queueVariable } from "./environment.ts";
import { isErrandError } from "./errors.ts";
import type { Posted, Spool, SpoolFate } from "./ports.ts";
import type { PreparedMessage, SpooledMessage } from "./prepared-message.ts";

/** One answer each, in their order; may reject when nothing was tried. */
export type SendPrepared = (messages: readonly PreparedMessage[]) => Promise<readonly Posted[]>;

/** Whether it is for a queue of this environment: what another deployment has spooled in the same directory is not. */
export function isFor(environment: Environment): (message: SpooledMessage) => boolean {
  return ({ queue, priority }) => {
    const own = environment[queueVariable(priority, "queue")];
    return own === (queue ?? own);
  };
}

/** What became of one message. */
interface Replayed {
  readonly message: PreparedMessage;
  readonly fate: SpoolFate;
  /** Why it was not sent. */
  readonly error: Error | undefined;
}

/** What became of some; `isNoted`: whether the spool has taken that in, else they come again whatever became of them. */
export interface Replay {
  readonly replayed: readonly Replayed[];
  readonly isNoted: boolean;
}

/**
 * Sends the oldest messages that nobody else has in hand, and that are wanted; `undefined` where there are none.
 *
 * @throws `ErrandError` `spool_failed`.
 */
export async function replaySome(
  spool: Spool,
  send: SendPrepared,
  most: number,
  isWanted?: (message: SpooledMessage) => boolean,
): Promise<Replay | undefined> {
  const claim = await spool.claim(most, isWanted);
  if (claim === undefined) return undefined;
  const answers = await send(claim.messages).catch((thrown: unknown) => {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return claim.messages.map((): Posted => ({ ok: false, error }));
  });
  const fates = claim.messages.map((_, index) => fateOf(answers[index]));
  const noted = await claim.settle(fates);
  const replayed = claim.messages.map((message, index) => {
    const answer = answers[index];
    return { message, fate: noted[index] ?? "left", error: answer?.ok === false ? answer.error : undefined };
  });
  return { replayed, isNoted: fates.every((fate, index) => noted[index] === fate) };
}

/** What the queue itself has refused it will always refuse; what refuses everything, as a missing permission, is mended by a person. */
function fateOf(answer: Posted | undefined): SpoolFate {
  if (answer === undefined) return "left";
  if (answer.ok) return "sent";
  const isEntrys = isErrandError(answer.error, "enqueue_failed") && answer.error.cause === undefined;
  return isEntrys ? "refused" : "left";
}
