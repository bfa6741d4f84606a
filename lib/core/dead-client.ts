// The way to the dead from a client: four names, and what is behind them is loaded when one is called.

import { type Client, worlds } from "./client.ts";
import type { DeadJobs } from "./dead-jobs.ts";
import { defaultClient } from "./default-client.ts";

/**
 * The jobs in the dead-letter queues, to look at, to send back, or to delete.
 *
 * @param client what `createClient` returned; default: this process's own.
 *
 * @example
 * const dead = deadJobs();
 * const { groups } = await dead.list({ where: { job: "send-welcome" } });
 * await dead.retry({ where: { fingerprint: groups[0].fingerprint }, ratePerSecond: 5 });
 */
export function deadJobs(client?: Client): DeadJobs {
  const action = <Name extends keyof DeadJobs>(name: Name) =>
    (async (given: never) => {
      const world = worlds.get(client ?? defaultClient());
      return (await import("./dead-actions.ts"))[name](world ?? {}, given);
    }) as DeadJobs[Name];
  return { list: action("list"), show: action("show"), retry: action("retry"), discard: action("discard") };
}
