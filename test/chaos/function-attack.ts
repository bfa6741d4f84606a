// Kills at random moments: processes that run jobs for the runner, and now and then the runner with its engine.

import { setTimeout as pause } from "node:timers/promises";
import { createRow } from "../../lib/engine/faults.ts";
import type { Assault, Attack, Scene } from "./attack.ts";
import { childrenOf, tryKill } from "./children.ts";
import { unansweredByFunctions } from "./unanswered.ts";

/** How many are to be killed. */
export interface KillPlan {
  readonly functions: number;
  readonly hosts: number;
}

const SHORTEST_GAP_MS = 200;
const LONGEST_GAP_MS = 1400;

/** How far into the enqueueing of fresh jobs a runner is killed at most. */
const MIDST_MS = 200;

/** How many of the kills look for a process in the midst of a run; the others take any. */
const AIMED = 0.6;

/** A killed batch comes again after six times this. */
const TIMEOUT_SECONDS = 3;

/** @param jobs how many are to be accepted. */
export function attackFunctions(jobs: number, plan: KillPlan): Attack {
  return {
    flags: ["--timeout", String(TIMEOUT_SECONDS)],
    portion: Math.ceil(jobs / (plan.functions + 2 * plan.hosts)),
    isEnough: (accepted) => accepted >= jobs,
    plannedCopies: 1, // to run alone
    begin: async (scene) => begin(scene, plan),
  };
}

function begin({ seed, runs, hosts, onKill }: Scene, plan: KillPlan): Assault {
  const gap = createRow(seed + 1);
  const pick = createRow(seed + 2);
  const hostEvery = plan.functions / (plan.hosts + 1);
  const anyOf = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(pick() * items.length)];
  let killed = 0;
  /** Those that cut off a run, as far as the log of runs had it. */
  let midway = 0;
  return {
    async killAway() {
      while (killed < plan.functions) {
        await pause(SHORTEST_GAP_MS + gap() * (LONGEST_GAP_MS - SHORTEST_GAP_MS));
        if (hosts.killed.size < plan.hosts && killed >= hostEvery * (hosts.killed.size + 1)) {
          await hosts.strike(gap() * MIDST_MS);
          continue;
        }
        const all = await childrenOf(new Set([hosts.current().pid]));
        const busy = new Set(runs.read().flatMap(({ pid, ending }) => (ending === undefined ? [pid] : [])));
        const target = (pick() < AIMED ? anyOf(all.filter((pid) => busy.has(pid))) : undefined) ?? anyOf(all);
        if (target === undefined || !tryKill(target)) continue; // all have just been killed
        if (busy.has(target)) midway += 1;
        killed += 1;
        onKill();
      }
    },
    async stop() {},
    unanswered: (all) => unansweredByFunctions(all, hosts.killed),
    rows: () => [
      ["processes of jobs killed", killed],
      ["  of them in the midst of a run", midway],
      ["runners with their engine or polls killed", hosts.killed.size],
    ],
    checks: () => [
      [`at least ${plan.functions} processes of jobs were killed`, killed >= plan.functions],
      [`the runner was killed at least ${plan.hosts} times`, hosts.killed.size >= plan.hosts],
    ],
  };
}
