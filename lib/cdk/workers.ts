// One function for both queues or one for each, with the concurrency that is kept for it; or none.

import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { Priority } from "../core/ports.ts";
import type { CheckedProps } from "./job-queues-props.ts";
import { makeWorker, type WorkerSettings } from "./worker.ts";

/** The function of each queue: the same one for both where they share it. */
export type WorkerFunctions = Readonly<Record<Priority, LambdaFunction>>;

/** What both functions have in common. */
type CommonSettings = Omit<WorkerSettings, "reservedConcurrency" | "sourceMap" | "options">;

/**
 * The sum of what its queues may invoke at once is kept for a function: none of it is ever throttled.
 *
 * @returns nothing where there is no code, for something else runs the jobs.
 */
export function makeWorkers(
  scope: Construct,
  { workers, concurrency, reserve, bundling, worker: options }: CheckedProps,
  { code, ...settings }: Omit<CommonSettings, "code"> & { readonly code: CommonSettings["code"] | undefined },
): WorkerFunctions | undefined {
  const { high, low } = concurrency;
  if (code === undefined) return undefined;
  const make = (id: string, invocations: number): LambdaFunction =>
    makeWorker(scope, id, {
      ...settings,
      code,
      options,
      sourceMap: bundling.sourceMap,
      reservedConcurrency: reserve ? invocations : undefined,
    });
  if (workers === "per-priority") {
    return { high: make("HighWorker", high.invocations), low: make("LowWorker", low.invocations) };
  }
  const shared = make("Worker", high.invocations + low.invocations);
  return { high: shared, low: shared };
}
