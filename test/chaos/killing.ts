// Kills at random moments: processes that run jobs, and now and then the runner with its engine, which is started again.

import { setTimeout as pause } from "node:timers/promises";
import { createRow } from "../../lib/engine/faults.ts";
import type { Host } from "./host.ts";
import type { RunLog } from "./run-log.ts";

/** How many are to be killed. */
export interface KillPlan {
  readonly functions: number;
  readonly hosts: number;
}

/** Who was killed, by process id. */
export interface Kills {
  readonly functions: number[];
  readonly hosts: number[];
  /** How many of the functions' kills cut off a run, as far as the log of runs had it. */
  midway: number;
}

interface KillOptions {
  readonly plan: KillPlan;
  readonly seed: number;
  readonly runs: RunLog;
  readonly host: Host;
  /** Starts the next one. */
  readonly restart: () => Promise<Host>;
  /** Lets fresh jobs be enqueued: with each kill, and while there is no runner. */
  readonly release: () => void;
  readonly onKill: (kills: Kills) => void;
}

const SHORTEST_GAP_MS = 200;
const LONGEST_GAP_MS = 1400;

/** How far into the enqueueing of fresh jobs a runner is killed at most. */
const MIDST_MS = 200;

/** How many of the kills look for a process in the midst of a run; the others take any. */
const AIMED = 0.6;

export async function killAway({
  plan,
  seed,
  runs,
  host: first,
  restart,
  release,
  onKill: tell,
}: KillOptions): Promise<Kills> {
  const gap = createRow(seed + 1);
  const pick = createRow(seed + 2);
  const kills: Kills = { functions: [], hosts: [], midway: 0 };
  const hostEvery = plan.functions / (plan.hosts + 1);
  let host = first;
  const onKill = (): void => {
    release();
    tell(kills);
  };
  const anyOf = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(pick() * items.length)];

  while (kills.functions.length < plan.functions) {
    await pause(SHORTEST_GAP_MS + gap() * (LONGEST_GAP_MS - SHORTEST_GAP_MS));
    if (kills.hosts.length < plan.hosts && kills.functions.length >= hostEvery * (kills.hosts.length + 1)) {
      kills.hosts.push(host.pid);
      onKill(); // fresh jobs are on their way when it is hit
      await pause(gap() * MIDST_MS);
      await host.kill();
      release(); // who enqueues now is refused
      host = await restart();
      continue;
    }
    const all = await host.functions();
    const busy = new Set(runs.read().flatMap(({ pid, ending }) => (ending === undefined ? [pid] : [])));
    const midway = all.filter((pid) => busy.has(pid));
    const target = (pick() < AIMED ? anyOf(midway) : undefined) ?? anyOf(all);
    if (target === undefined) continue; // all have just been killed
    if (!tryKill(target)) continue;
    if (busy.has(target)) kills.midway += 1;
    kills.functions.push(target);
    onKill();
  }
  return kills;
}

function tryKill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false; // it has ended by itself
  }
}
