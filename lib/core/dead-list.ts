// Looking at the dead: those that are meant, newest first, and what they died of in groups.

import { toFilter } from "./dead-filter.ts";
import { createDeadGroups, type DeadGroup } from "./dead-groups.ts";
import type { DeadJob } from "./dead-job.ts";
import type { ListDeadOptions } from "./dead-jobs.ts";
import { type DeadWorld, reachDeadQueues } from "./dead-queues.ts";
import { walk } from "./dead-walk.ts";
import { ErrandError, show as shown } from "./errors.ts";
import { expectKnownKeys, expectWhole } from "./options.ts";

/** The dead that are meant. */
export interface DeadList {
  /** The newest first; no more than `limit`, then not always the newest of all. */
  readonly jobs: readonly DeadJob[];
  /** All that match, in groups of job, reason and fingerprint; the largest first. */
  readonly groups: readonly DeadGroup[];
  /** How many match, also beyond `limit`. */
  readonly matched: number;
  /** How many letters there are, by SQS's approximate counts, that this call did not get to see: another has them in hand. */
  readonly hidden: number;
}

export async function list(world: DeadWorld, options: ListDeadOptions = {}): Promise<DeadList> {
  expectKnownKeys(options, ["where", "limit"], "deadJobs.list(options)");
  const { where = "all", limit = 1000 } = options;
  const isMeant = toFilter(where, "deadJobs.list({ where })");
  expectWhole(limit, 100_000, "deadJobs.list({ limit })");
  const jobs: DeadJob[] = [];
  const groups = createDeadGroups();
  let matched = 0;
  const hidden = await walk(await reachDeadQueues(world), async (letters) => {
    for (const { job } of letters) {
      if (!(await isMeant(job))) continue;
      matched += 1;
      groups.add(job);
      if (jobs.length < limit) jobs.push(job);
    }
    return "go on";
  });
  jobs.sort((one, other) => other.diedAt.getTime() - one.diedAt.getTime());
  return { jobs, groups: groups.list(), matched, hidden };
}

export async function show(world: DeadWorld, id: string): Promise<DeadJob | undefined> {
  if (typeof id !== "string" || id === "")
    throw new ErrandError(
      "invalid_option",
      `deadJobs.show(id) must get a job's id, got ${shown(id)}. list() tells it.`,
    );
  let found: DeadJob | undefined;
  await walk(await reachDeadQueues(world), async (letters) => {
    found = letters.find(({ job }) => job.id === id || job.messageId === id)?.job;
    return found === undefined ? "go on" : "enough";
  });
  return found;
}
