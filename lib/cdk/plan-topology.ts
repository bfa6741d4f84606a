// The numbers of a set of queues: by the functions that run their jobs, or by what a worker does that lives long.

import { toFunctionTimeout } from "../core/function-timeout.ts";
import { type PlannedJob, type Topology, toTopology } from "../core/topology.ts";
import type { CheckedProps } from "./job-queues-props.ts";

/**
 * Where no event source reads the queues. A worker says at each receive how long it hides what it gets, and goes on saying so
 * while a job runs: this is for who receives by hand, and the same as the worker's own default.
 */
const HIDDEN_SECONDS = 120;

/** @throws `ErrandError` `invalid_option` where a job takes longer than a function may. */
export function planTopology(
  jobs: readonly PlannedJob[],
  { workers, worker, eventSources }: Pick<CheckedProps, "workers" | "worker" | "eventSources">,
): Topology {
  if (workers === "none") return toTopology({ definitions: jobs, visibilitySeconds: HIDDEN_SECONDS });
  const functionTimeoutSeconds = toFunctionTimeout(jobs, worker.timeout?.toSeconds());
  return toTopology({ definitions: jobs, functionTimeoutSeconds, eventSources });
}
