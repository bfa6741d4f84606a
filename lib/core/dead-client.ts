// The way to the dead from a client: four names, and what is behind them is loaded when one is called.

import { type Client, worlds } from "./client.ts";
import type { DeadJobs } from "./dead-jobs.ts";
import type { Inspect } from "./dead-queues.ts";
import { defaultClient } from "./default-client.ts";

/** @param inspect joins the dead-letter queues, where the client's world does not say how. */
export function createDeadJobs(client: Client | undefined, inspect: Inspect): DeadJobs {
  const action = <Name extends keyof DeadJobs>(name: Name) =>
    (async (given: never) => {
      const world = { inspect, ...worlds.get(client ?? defaultClient()) };
      return (await import("./dead-actions.ts"))[name](world, given);
    }) as DeadJobs[Name];
  return { list: action("list"), show: action("show"), retry: action("retry"), discard: action("discard") };
}
