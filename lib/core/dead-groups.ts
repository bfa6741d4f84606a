// Dead jobs of the same job, reason and failure, counted together.

import type { DeadJob } from "./dead-job.ts";
import type { DeathReason } from "./dead-letter-reading.ts";

/** Dead jobs that died of the same. */
export interface DeadGroup {
  /** The job's name. */
  readonly job: string;
  readonly reason: DeathReason;
  readonly fingerprint: string;
  /** The error of one of them, `name: message`; the empty string where there is none. */
  readonly error: string;
  readonly count: number;
  readonly firstDiedAt: Date;
  readonly lastDiedAt: Date;
  /** The id of the one whose error is shown: the last that died. */
  readonly exampleId: string;
}

export interface DeadGroups {
  add(job: DeadJob): void;
  /** The largest first. */
  list(): readonly DeadGroup[];
}

export function createDeadGroups(): DeadGroups {
  const groups = new Map<string, DeadGroup>();
  return {
    add(job) {
      const key = [job.job, job.reason, job.fingerprint].join("\n");
      groups.set(key, withJob(groups.get(key) ?? alone(job), job));
    },
    list: () => [...groups.values()].toSorted((one, other) => other.count - one.count),
  };
}

function alone({ job, reason, fingerprint, diedAt, ...rest }: DeadJob): DeadGroup {
  const example = { error: textOf(rest), exampleId: rest.id };
  return { job, reason, fingerprint, ...example, count: 0, firstDiedAt: diedAt, lastDiedAt: diedAt };
}

function withJob(group: DeadGroup, job: DeadJob): DeadGroup {
  const { diedAt } = job;
  const count = group.count + 1;
  if (diedAt < group.firstDiedAt) return { ...group, count, firstDiedAt: diedAt };
  if (diedAt < group.lastDiedAt) return { ...group, count };
  return { ...group, count, lastDiedAt: diedAt, error: textOf(job), exampleId: job.id };
}

function textOf({ error }: Pick<DeadJob, "error">): string {
  return error === undefined ? "" : `${error.name}: ${error.message}`;
}
