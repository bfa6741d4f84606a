// Runs beyond those that a job was to have, each matched with what has made the message come again.

import { KINDS, type KindName } from "./kinds.ts";
import type { Run } from "./run-log.ts";
import { jobKey } from "./sent-jobs.ts";

/**
 * Why there was one run more. `cut`: a run before it was killed midway. `unanswered`: a run before it had ended, but what
 * ran it was killed before its invocation had been answered and the messages deleted. `returned`: the outcome
 * could not be written. `resent`: the answer to a sending was lost, so it was sent again. `inherited`: the attempt
 * before had an extra run, which failed or snoozed too. `givenUp`: the attempt before was given up at its deadline, with
 * which its invocation ended. `copied`: it was sent on without a run more than once, for what did so the first time was
 * killed before it had let go of the message.
 */
export type Cause = (typeof CAUSES)[number] | "unexplained";

const CAUSES = ["cut", "unanswered", "resent", "inherited", "givenUp", "returned", "copied"] as const;

/** What can still explain one more run of an attempt: each gives true as often as it happened. */
type Pools = Readonly<Record<(typeof CAUSES)[number], () => boolean>>;

/** What is known of the faults. */
export interface FaultEvidence {
  /** Runs that had ended, and whose messages may not have been deleted, for what ran them was killed. */
  readonly unanswered: ReadonlySet<Run>;
  /** How often a job's outcome could not be written, by id. */
  readonly returned: ReadonlyMap<string, number>;
  /** How often a message was sent on without a run, by its job's id, and how often it is where that explains no run. */
  readonly sentOn: ReadonlyMap<string, number>;
  readonly plannedCopies: number;
  /** How often an attempt was given up at its deadline, by `jobKey`. */
  readonly givenUp: ReadonlyMap<string, number>;
  /** How often the answer to a job's sending was lost, by `jobKey`. */
  readonly lostSends: ReadonlyMap<string, number>;
}

export interface ExtraRuns {
  /** Runs that all jobs would have had without any fault. */
  readonly planned: number;
  readonly causes: ReadonlyMap<Cause, number>;
  /** Jobs with at least one. */
  readonly jobs: number;
  readonly unexplained: readonly Run[];
}

export function explainExtraRuns(
  runs: readonly Run[],
  kindOf: (number: number) => KindName | undefined,
  faults: FaultEvidence,
): ExtraRuns {
  const causes = new Map<Cause, number>();
  const unexplained: Run[] = [];
  const jobs = new Set<number>();
  let planned = 0;

  for (const [number, own] of Map.groupBy(runs, ({ number }) => number)) {
    const plan: readonly number[] = KINDS[kindOf(number) ?? "quick"].runs;
    planned += plan.reduce((sum, count) => sum + count, 0);
    const id = own[0]?.id ?? "";
    const returned = take(faults.returned.get(id) ?? 0);
    const copied = take((faults.sentOn.get(id) ?? 0) - faults.plannedCopies);
    let extraBefore = 0;
    for (const [attempt, some] of [...Map.groupBy(own, (run) => run.attempt)].toSorted(([a], [b]) => a - b)) {
      const extra = some.slice(plan[attempt - 1] ?? 0);
      const pools: Pools = {
        cut: take(some.filter(({ ending }) => ending === undefined).length),
        unanswered: take(some.filter((run) => run.ending !== undefined && faults.unanswered.has(run)).length),
        resent: take(faults.lostSends.get(jobKey(id, attempt)) ?? 0),
        inherited: take(extraBefore),
        givenUp: take(faults.givenUp.get(jobKey(id, attempt - 1)) ?? 0),
        returned,
        copied,
      };
      for (const run of extra) {
        jobs.add(number);
        const cause = CAUSES.find((name) => pools[name]()) ?? "unexplained";
        causes.set(cause, (causes.get(cause) ?? 0) + 1);
        if (cause === "unexplained") unexplained.push(run);
      }
      extraBefore = extra.length;
    }
  }
  return { planned, causes, jobs: jobs.size, unexplained };
}

/** Gives true so many times: a fault explains one run more, not several. */
function take(count: number): () => boolean {
  let left = count;
  return () => {
    left -= 1;
    return left >= 0;
  };
}
