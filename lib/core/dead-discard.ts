// Dead jobs deleted for good: their letters. What is stored of their arguments may be a job's that lives, sent back before its letter was
// deleted, and is left to the bucket's lifecycle.

import type { DeadFailure } from "./dead-failure.ts";
import { toFilter } from "./dead-filter.ts";
import type { Letter } from "./dead-job.ts";
import type { DiscardDeadOptions } from "./dead-jobs.ts";
import { type DeadWorld, reachDeadQueues } from "./dead-queues.ts";
import { walk } from "./dead-walk.ts";
import { expectKnownKeys, refuse } from "./options.ts";

/** What became of the dead that are meant: `matched` is `discarded` and `failed` together. */
export interface DiscardResult {
  readonly matched: number;
  /** Deleted. */
  readonly discarded: number;
  /** Those that could not be deleted. */
  readonly failed: readonly DeadFailure[];
  /** Left for another call: those that died after this one began. */
  readonly left: number;
  /** How many letters there are, by SQS's approximate counts, that this call did not get to see: another has them in hand. */
  readonly hidden: number;
}

/** @throws `ErrandError` as `deadJobs().discard`. */
export async function discard(world: DeadWorld, options: DiscardDeadOptions): Promise<DiscardResult> {
  expectKnownKeys(options, ["where", "dryRun"], "deadJobs.discard(options)");
  const { where, dryRun = false } = options;
  const isMeant = toFilter(where, "deadJobs.discard({ where })");
  if (typeof dryRun !== "boolean") throw refuse("deadJobs.discard({ dryRun })", "true or false", dryRun);
  const dead = await reachDeadQueues(world);
  const failed: DeadFailure[] = [];
  let discarded = 0;
  let left = 0;
  const hidden = await walk(dead, async (letters, hand) => {
    const due: Letter[] = [];
    for (const letter of letters) {
      if (!(await isMeant(letter.job))) continue;
      if (letter.message.sentAt > dead.startedAt) left += 1;
      else if (hand.has(letter.message)) due.push(letter);
      else hand.forget(letter.message); // its time has run out: another may have it by now, and mean something else
    }
    const messages = due.map(({ message }) => message);
    const answers = dryRun ? due.map(() => ({ ok: true }) as const) : await hand.remove(messages);
    for (const [index, { job }] of due.entries()) {
      const answer = answers[index];
      if (answer?.ok === false) failed.push({ id: job.id, error: answer.error });
      else discarded += 1;
    }
    return "go on";
  });
  return { matched: discarded + failed.length, discarded, failed, left, hidden };
}
