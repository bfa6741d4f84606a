// The way through both dead-letter queues: everything that they give out passes by once, and is shown again at the end.

import { createHand, type Hand } from "./dead-hand.ts";
import { type Letter, toLetter } from "./dead-job.ts";
import type { DeadQueues } from "./dead-queues.ts";
import { ErrandError, isErrandError } from "./errors.ts";
import type { DeadMessage } from "./inspector.ts";
import type { Priority } from "./ports.ts";

/** What is done with letters as they come, a batch at a time. */
export type Visit = (letters: readonly Letter[], hand: Hand) => Promise<"go on" | "enough">;

/** Receives without anything new after which a queue is done, if it counts nothing any more; else it is asked again. */
const ENOUGH_EMPTY = 2;

/** So many are given up on: the count lags behind, or there is what the queue does not give out. */
const MOST_EMPTY = 6;

/**
 * @returns how many messages, by the queues' own counts, were there and did not pass by: others had them in hand, or
 *   the queue did not give them out. 0 where the visit had enough.
 */
export async function walk(dead: DeadQueues, visit: Visit): Promise<number> {
  const hand = createHand(dead.inspector, dead.clock);
  try {
    let unseen = 0;
    for (const priority of dead.priorities) {
      if ((await walkThrough(priority, dead, hand, visit)) === "enough") return 0;
      const { visible, inHand } = await ask(priority, () => dead.inspector.count(priority));
      unseen += visible + Math.max(0, inHand - hand.count(priority));
    }
    return unseen;
  } finally {
    await hand.giveBack();
  }
}

async function walkThrough(priority: Priority, dead: DeadQueues, hand: Hand, visit: Visit): Promise<"end" | "enough"> {
  const { inspector, clock, environment, startedAt } = dead;
  for (let empty = 0; empty < MOST_EMPTY; ) {
    await hand.keep();
    const hideSeconds = hand.hideSeconds();
    const until = clock.now() + hideSeconds * 1000;
    const received = await ask(priority, () => inspector.receive(priority, hideSeconds));
    const fresh = await hand.take(received, until);
    const letters = await Promise.all(fresh.map((message: DeadMessage) => toLetter(message, environment)));
    if (letters.length > 0 && (await visit(letters, hand)) === "enough") return "enough";
    // Where jobs die as fast as they are looked at, there is always one more: those that came later don't keep it going.
    const isOld = ({ message }: Letter): boolean => message.sentAt <= startedAt;
    empty = letters.some(isOld) ? 0 : empty + 1;
    if (empty < ENOUGH_EMPTY) continue;
    const { visible } = await ask(priority, () => inspector.count(priority));
    if (visible === 0) return "end";
  }
  return "end";
}

async function ask<Answer>(priority: Priority, question: () => Promise<Answer>): Promise<Answer> {
  try {
    return await question();
  } catch (error) {
    if (isErrandError(error)) throw error;
    const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
    throw new ErrandError(
      "inspect_failed",
      `The ${priority}-priority dead-letter queue could not be read: ${name}: ${message.replace(/\.$/, "")}. What was done ` +
        "until then is done, and what was only looked at stays; mend the cause and call again.",
      { cause: error },
    );
  }
}
