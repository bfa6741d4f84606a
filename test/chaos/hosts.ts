// The runner of a chaos run, which is killed now and then and started again.

import { setTimeout as pause } from "node:timers/promises";
import type { Host } from "./host.ts";

export interface Hosts {
  readonly current: () => Host;
  /** Those that were killed, by process id. */
  readonly killed: ReadonlySet<number>;
  /** Kills it, so many milliseconds from now, and starts the next one. */
  strike(delayMs: number): Promise<void>;
}

/**
 * @param release lets fresh jobs be enqueued: they are on their way when it is hit, and while there is none.
 */
export async function keepHost(start: () => Promise<Host>, release: () => void): Promise<Hosts> {
  const killed = new Set<number>();
  let host = await start();
  return {
    current: () => host,
    killed,
    async strike(delayMs) {
      killed.add(host.pid);
      release();
      await pause(delayMs);
      await host.kill();
      release();
      host = await start();
    },
  };
}
