// How each job ended, by what its runs wrote down and what lies in the dead-letter queues.

import type { KindName } from "./kinds.ts";
import type { Run } from "./run-log.ts";

/** A message of a dead-letter queue. */
export interface DeadLetter {
  readonly number: number;
  /** Missing where SQS itself has moved the message. */
  readonly reason: string | undefined;
}

/** What the whole run has left behind. */
export interface Evidence {
  readonly accepted: ReadonlyMap<number, { readonly kind: KindName; readonly id: string }>;
  /** The caller was told that it failed: the job may be there all the same. */
  readonly refused: ReadonlyMap<number, KindName>;
  readonly runs: readonly Run[];
  readonly deadLetters: readonly DeadLetter[];
}

export interface Ends {
  readonly completed: number;
  readonly discarded: number;
  /** Dead jobs by reason, "none" where there is none. */
  readonly dead: ReadonlyMap<string, number>;
  /** Accepted jobs that have not ended in any way. */
  readonly lost: readonly number[];
  /** Jobs that have ended in more than one way: two messages of theirs went on side by side. */
  readonly twofold: number;
  /** Refused jobs that were there all the same. */
  readonly refusedButThere: number;
  /** Dead letters beyond the first of a job. */
  readonly repeatedLetters: number;
}

/** Of the accepted jobs; one that has ended in several ways counts as completed, else as discarded. */
export function toEnds({ accepted, refused, runs, deadLetters }: Evidence): Ends {
  const endedAs = (ending: string) => new Set(runs.filter((run) => run.ending === ending).map(({ number }) => number));
  const completed = endedAs("completed");
  const discarded = endedAs("discarded");
  const letters = new Map(deadLetters.map(({ number, reason }) => [number, reason ?? "none"]));
  const seen = new Set([...runs.map(({ number }) => number), ...letters.keys()]);

  const counts = { completed: 0, discarded: 0, twofold: 0 };
  const dead = new Map<string, number>();
  const lost: number[] = [];
  for (const number of accepted.keys()) {
    const reason = letters.get(number);
    const ways = [completed.has(number), discarded.has(number), reason !== undefined].filter(Boolean).length;
    if (ways > 1) counts.twofold += 1;
    if (completed.has(number)) counts.completed += 1;
    else if (discarded.has(number)) counts.discarded += 1;
    else if (reason !== undefined) dead.set(reason, (dead.get(reason) ?? 0) + 1);
    else lost.push(number);
  }
  const refusedButThere = [...refused.keys()].filter((number) => seen.has(number)).length;
  return { ...counts, dead, lost, refusedButThere, repeatedLetters: deadLetters.length - letters.size };
}
