// What alarms and the dashboard look at: queues with their dead-letter queues, and the functions that work on them.

import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Priority } from "../core/ports.ts";
import { toPriorityId } from "./priority-id.ts";

export interface WatchedQueue {
  readonly priority: Priority;
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
}

export interface WatchedWorker {
  readonly priority: Priority;
  /** The same one for both priorities where they share it. */
  readonly fn: LambdaFunction;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
}

export interface Watched {
  readonly queues: readonly WatchedQueue[];
  /** The functions; none where something else runs the jobs. */
  readonly workers: readonly WatchedWorker[];
  /** The longest timeout of a job; 0 where none has one. */
  readonly longestJobTimeoutSeconds: number;
}

export function toWatched(
  pairs: Readonly<Record<Priority, Omit<WatchedQueue, "priority">>>,
  workers: Readonly<Record<Priority, LambdaFunction>> | undefined,
  common: Pick<WatchedWorker, "timeoutSeconds" | "memoryMegabytes"> & Pick<Watched, "longestJobTimeoutSeconds">,
): Watched {
  const { longestJobTimeoutSeconds, ...sizes } = common;
  const priorities = ["high", "low"] as const;
  return {
    queues: priorities.map((priority) => ({ priority, ...pairs[priority] })),
    workers: workers === undefined ? [] : priorities.map((priority) => ({ priority, fn: workers[priority], ...sizes })),
    longestJobTimeoutSeconds,
  };
}

/** A function once, however many priorities it works for. */
export interface DistinctWorker extends Omit<WatchedWorker, "priority"> {
  /** What it is called beside the others: in ids, and in sentences. */
  readonly id: string;
  readonly name: string;
}

export function toDistinct(workers: readonly WatchedWorker[]): readonly DistinctWorker[] {
  const distinct = [...new Map(workers.map((worker) => [worker.fn, worker])).values()];
  return distinct.map(({ priority, ...worker }) =>
    distinct.length === 1
      ? { ...worker, id: "Worker", name: "worker" }
      : { ...worker, id: `${toPriorityId(priority)}Worker`, name: `${priority} worker` },
  );
}
