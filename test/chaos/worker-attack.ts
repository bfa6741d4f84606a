// Workers side by side, killed and asked to stop at random moments, and what runs their suspects; now and then the engine too.

import { setTimeout as pause } from "node:timers/promises";
import { createRow } from "../../lib/engine/faults.ts";
import type { Assault, Attack, Check, Row, Scene } from "./attack.ts";
import { childrenOf, tryKill } from "./children.ts";
import type { Evidence } from "./ends.ts";
import { type Ended, type Fleet, startFleet, type Worker } from "./fleet.ts";
import { unansweredByWorkers } from "./unanswered.ts";

export interface WorkerPlan {
  /** How long it goes on. */
  readonly seconds: number;
  /** How many workers there are at once. */
  readonly workers: number;
}

/** What is done at a moment, and how often of a hundred times. */
const BLOWS = [
  ["kill a worker", 50],
  ["ask a worker to stop", 30],
  ["ask a worker twice", 10],
  ["kill a process of a worker", 10],
] as const;
type Blow = (typeof BLOWS)[number][0];

const SHORTEST_GAP_MS = 500;
const LONGEST_GAP_MS = 3500;

/** How long after it was asked a worker is asked again at most: before its grace is over, and after. */
const LATEST_AGAIN_MS = 4000;

/** How long a worker is away at most before the next one starts. */
const LONGEST_AWAY_MS = 1000;

/** The first and every further strike at the engine comes after so many seconds. */
const HOST_EVERY_SECONDS = 40;

/** How far into the enqueueing of fresh jobs a blow falls at most. */
const MIDST_MS = 500;

/** How many of the kills look for a worker in the midst of a run; the others take any. */
const AIMED = 0.6;

export function attackWorkers(plan: WorkerPlan): Attack {
  return {
    // A queue hides for six times the timeout what a worker has let go of: no longer than need be.
    flags: ["--concurrency", "0", "--timeout", "10"],
    portion: 40,
    isEnough: (_, areKillsMade) => areKillsMade,
    plannedCopies: 0, // after any the message can't be let go of now and then
    begin: async (scene) => begin(scene, plan),
  };
}

function begin({ seed, folder, hosts, proxyUrl, runs, onLine, onKill }: Scene, plan: WorkerPlan): Assault {
  const gap = createRow(seed + 1);
  const pick = createRow(seed + 2);
  const { environment } = hosts.current();
  const away = createRow(seed + 4);
  const fleet = startFleet({
    count: plan.workers,
    folder,
    proxyUrl,
    environment: { ...environment, AWS_ENDPOINT_URL: proxyUrl },
    onLine,
    gap: () => away() * LONGEST_AWAY_MS,
  });
  const blows = new Map<Blow, number>();
  let midway = 0;
  const anyOf = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(pick() * items.length)];
  /** Workers that run something, in themselves or in a process of theirs. */
  const busy = (): ReadonlySet<number> =>
    new Set(runs.read().flatMap(({ host, pid, ending }) => (ending === undefined ? [pid, host] : [])));

  const strike = async (blow: Blow): Promise<boolean> => {
    const alive = fleet.alive();
    const untold = anyOf(alive.filter(({ isReady, signals }) => isReady && signals.length === 0));
    switch (blow) {
      case "kill a worker": {
        const working = busy();
        const target =
          (pick() < AIMED ? anyOf(alive.filter(({ pid }) => working.has(pid))) : undefined) ?? anyOf(alive);
        if (target === undefined || target.signals.includes("SIGKILL")) return false;
        if (working.has(target.pid)) midway += 1;
        target.send("SIGKILL");
        return true;
      }
      case "ask a worker to stop":
        untold?.send(pick() < 0.5 ? "SIGTERM" : "SIGINT");
        return untold !== undefined;
      case "ask a worker twice":
        if (untold !== undefined) void askTwice(untold, pick() * LATEST_AGAIN_MS);
        return untold !== undefined;
      case "kill a process of a worker": {
        const target = anyOf(await childrenOf(new Set(alive.map(({ pid }) => pid))));
        return target !== undefined && tryKill(target);
      }
      default:
        return blow satisfies never;
    }
  };

  return {
    async killAway() {
      const startedAt = performance.now();
      const elapsed = (): number => (performance.now() - startedAt) / 1000;
      while (elapsed() < plan.seconds) {
        await pause(SHORTEST_GAP_MS + gap() * (LONGEST_GAP_MS - SHORTEST_GAP_MS));
        if (elapsed() >= HOST_EVERY_SECONDS * (hosts.killed.size + 1)) {
          await hosts.strike(gap() * MIDST_MS);
          continue;
        }
        const blow = drawBlow(pick());
        onKill(); // fresh jobs are on their way when it falls
        await pause(gap() * MIDST_MS);
        if (await strike(blow)) blows.set(blow, (blows.get(blow) ?? 0) + 1);
      }
    },
    stop: fleet.stop,
    unanswered: (all) => unansweredByWorkers(all, fleet.killedAt),
    rows: (evidence) => toRows(fleet, blows, midway, hosts.killed.size, evidence),
    checks: () => toChecks(fleet),
  };
}

async function askTwice(worker: Worker, afterMs: number): Promise<void> {
  worker.send("SIGTERM");
  await Promise.race([pause(afterMs), worker.exited]);
  worker.send("SIGTERM");
}

function drawBlow(random: number): Blow {
  let left = random * 100;
  for (const [blow, share] of BLOWS) {
    left -= share;
    if (left < 0) return blow;
  }
  return "kill a worker";
}

/** Those that were asked to stop, once, and not killed after that. */
function asked({ ended }: Fleet): readonly Ended[] {
  return ended.filter(({ signals }) => signals.length === 1 && signals[0] !== "SIGKILL");
}

function toRows(
  fleet: Fleet,
  blows: ReadonlyMap<Blow, number>,
  midway: number,
  hostsKilled: number,
  evidence: Evidence,
): readonly Row[] {
  return [
    ["workers killed", blows.get("kill a worker") ?? 0],
    ["  of them in the midst of a run", midway],
    ["workers asked to stop, the last ones included", asked(fleet).length],
    ["  of them ended with 0", asked(fleet).filter(({ code }) => code === 0).length],
    ["workers asked twice", blows.get("ask a worker twice") ?? 0],
    ["processes of suspects killed", blows.get("kill a process of a worker") ?? 0],
    ["engines killed", hostsKilled],
    ["runs in a process of their own", evidence.runs.filter(isAlone).length],
    ["  of them cut off", evidence.runs.filter((run) => isAlone(run) && run.ending === undefined).length],
    ["dead as crashed after fewer than three such cuts", hardlyCrashed(evidence).length],
  ];
}

/** A worker is a child of this process, what runs a suspect a child of a worker. */
function isAlone({ host }: { readonly host: number }): boolean {
  return host !== process.pid;
}

const DEADLY = 3;

/** Jobs that are dead as crashed, and were cut off alone less often than that takes. */
function hardlyCrashed({ runs, deadLetters }: Evidence): readonly number[] {
  const cut = Map.groupBy(
    runs.filter((run) => isAlone(run) && run.ending === undefined),
    ({ number }) => number,
  );
  return deadLetters
    .filter(({ number, reason }) => reason === "crashed" && (cut.get(number)?.length ?? 0) < DEADLY)
    .map(({ number }) => number);
}

function toChecks(fleet: Fleet): readonly Check[] {
  const wrong = asked(fleet).filter(({ code }) => code !== 0);
  const unasked = fleet.ended.filter(({ signals }) => signals.length === 0);
  const told = (some: readonly Ended[]): string =>
    some.map(({ pid, code, last }) => `; ${pid} ended with ${code}: ${last}`).join("");
  return [
    [`every worker that was asked to stop ended with 0${told(wrong)}`, wrong.length === 0],
    [`no worker ended unasked${told(unasked)}`, unasked.length === 0],
  ];
}
