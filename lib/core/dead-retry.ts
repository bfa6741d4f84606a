// Dead jobs sent back to the queues that they came from: each is sent before its letter is deleted, so that whatever fails
// in between gives a duplicate, never a loss.

import type { DeadFailure } from "./dead-failure.ts";
import { toFilter } from "./dead-filter.ts";
import type { Hand } from "./dead-hand.ts";
import type { Letter } from "./dead-job.ts";
import type { RetryDeadOptions } from "./dead-jobs.ts";
import { type DeadWorld, reachDeadQueues } from "./dead-queues.ts";
import { walk } from "./dead-walk.ts";
import { expectKnownKeys, refuse } from "./options.ts";
import { createRate } from "./rate.ts";
import { revive } from "./revival.ts";

/** What became of the dead that are meant: `matched` is `retried` and `failed` together. */
export interface RetryResult {
  readonly matched: number;
  /** Sent back, and no longer dead. */
  readonly retried: number;
  /** Not sent back, or sent back with the letter still there; the error tells which. */
  readonly failed: readonly DeadFailure[];
  /** Left for another call: those that died after this one began, and second letters of one job. */
  readonly left: number;
  /** How many letters there are, by SQS's approximate counts, that this call did not get to see: another has them in hand. */
  readonly hidden: number;
}

/** @throws `ErrandError` as `deadJobs().retry`. */
export async function retry(world: DeadWorld, options: RetryDeadOptions): Promise<RetryResult> {
  const { isMeant, ratePerSecond, edit, dryRun } = check(options);
  const dead = await reachDeadQueues(world);
  const { clock, broker, startedAt } = dead;
  // On a clock that stands still a turn would never come.
  const rate = dryRun || world.isStandingStill ? undefined : createRate(ratePerSecond, clock);
  const failed: DeadFailure[] = [];
  const tried = new Set<string>();
  let retried = 0;
  let left = 0;

  /** Whether it was sent back. */
  const send = async (letter: Letter, hand: Hand): Promise<boolean> => {
    const revival = await revive(letter, edit, { ...dead, now: clock.now() });
    const fail = (error: Error): false => {
      failed.push({ id: letter.job.id, error });
      return false;
    };
    if (!revival.ok) return fail(revival.error);
    if (dryRun) {
      retried += 1;
      return false;
    }
    // Its time has run out, as where this machine slept: another may have it by now.
    if (!hand.has(letter.message)) {
      tried.delete(letter.job.id);
      hand.forget(letter.message);
      return false;
    }
    return broker.retry(revival.post).then(() => true, fail);
  };

  const sendBack = async (letters: readonly Letter[], hand: Hand): Promise<void> => {
    // Those of a FIFO queue's group one after the other, in their order.
    const lanes = Map.groupBy(letters, ({ message }) => message.group ?? message.messageId).values();
    const sentByLane = await Promise.all(
      lanes.map(async (lane) => {
        const sent: Letter[] = [];
        for (const letter of lane) if (await send(letter, hand)) sent.push(letter);
        return sent;
      }),
    );
    const sent = sentByLane.flat();
    const answers = await hand.remove(sent.map(({ message }) => message));
    for (const [index, { job }] of sent.entries()) {
      const answer = answers[index];
      if (answer?.ok === false) failed.push({ id: job.id, error: undeleted(answer.error) });
      else retried += 1;
    }
  };

  const hidden = await walk(dead, async (letters, hand) => {
    const due: Letter[] = [];
    for (const letter of letters) {
      if (!(await isMeant(letter.job))) continue;
      // What is sent back may die again while this call lasts, and would go round and round.
      if (letter.message.sentAt > startedAt || tried.has(letter.job.id)) {
        left += 1;
        continue;
      }
      tried.add(letter.job.id);
      due.push(letter);
    }
    if (rate === undefined) await sendBack(due, hand);
    else {
      for (const letter of due) {
        await rate.turn(hand.keep);
        await sendBack([letter], hand);
      }
    }
    return "go on";
  });
  return { matched: retried + failed.length, retried, failed, left, hidden };
}

function check(options: RetryDeadOptions) {
  const place = "deadJobs.retry";
  expectKnownKeys(options, ["where", "ratePerSecond", "edit", "dryRun"], `${place}(options)`);
  const { where, ratePerSecond, edit, dryRun = false } = options;
  const isMeant = toFilter(where, `${place}({ where })`);
  const isRate = typeof ratePerSecond === "number" && ratePerSecond > 0 && ratePerSecond <= 10_000;
  if (ratePerSecond !== undefined && !isRate)
    throw refuse(`${place}({ ratePerSecond })`, "a number above 0, up to 10,000", ratePerSecond);
  if (edit !== undefined && typeof edit !== "function") throw refuse(`${place}({ edit })`, "a function", edit);
  if (typeof dryRun !== "boolean") throw refuse(`${place}({ dryRun })`, "true or false", dryRun);
  return { isMeant, ratePerSecond, edit, dryRun };
}

function undeleted(cause: Error): Error {
  const message = `It was sent back, but its dead letter could not be deleted: ${cause.message.replace(/\.$/, "")}. Discard the letter; a retry would run the job twice.`;
  return new Error(message, { cause });
}
