// The numbers of a set of queues: by the functions that run their jobs, or by what a worker does that lives long.

import { toFunctionTimeout } from "../core/function-timeout.ts";
import { type PlannedJob, type Topology, toTopology } from "../core/topology.ts";
import type { CheckedProps } from "./job-queues-props.ts";

/**
 * Where no event source reads the queues: six times the two minutes for which a worker hides what it receives, unless it is told
 * otherwise, as it is six times the timeout of a function. A worker says its own time at each receive, and twice that for what runs
 * alone: whatever was killed then comes back long before this, and is known by it (`core/quarantine.ts`).
 */
const HIDDEN_SECONDS = 6 * 120;

/** @throws `ErrandError` `invalid_option` where a job takes longer than a function may. */
export function planTopology(
  jobs: readonly PlannedJob[],
  { workers, worker, eventSources }: Pick<CheckedProps, "workers" | "worker" | "eventSources">,
): Topology {
  if (workers === "none") return toTopology({ definitions: jobs, visibilitySeconds: HIDDEN_SECONDS });
  const functionTimeoutSeconds = toFunctionTimeout(jobs, worker.timeout?.toSeconds());
  return toTopology({ definitions: jobs, functionTimeoutSeconds, eventSources });
}
