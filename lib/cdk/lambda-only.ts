// What may be chosen of functions and their event sources, refused where none are made.

import { ErrandError } from "../core/errors.ts";
import type { JobQueuesProps, Workers } from "./job-queues-props.ts";

const OPTIONS = ["concurrency", "reserve", "worker"] as const;

const OF_A_QUEUE = ["batchSize", "batchingWindow"] as const;

/** @throws `ErrandError` `invalid_option`. */
export function expectNothingOfLambda(props: JobQueuesProps<Workers>): void {
  const { queues = {} } = props;
  const found = [
    ...OPTIONS.filter((option) => props[option] !== undefined),
    ...(["high", "low"] as const).flatMap((priority) =>
      OF_A_QUEUE.filter((option) => queues[priority]?.[option] !== undefined).map(
        (option) => `queues.${priority}.${option}`,
      ),
    ),
  ];
  const [first] = found;
  if (first === undefined) return;
  throw new ErrandError(
    "invalid_option",
    `JobQueues: "${first}" is of functions that run jobs, got it beside workers: "none", which makes no function. Leave it out, and ` +
      "give a WorkerService what it is to be told.",
  );
}
