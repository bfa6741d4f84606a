// An outage run: processes enqueue and are killed while their queue is away a third of the time, until all that was kept has run.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "../../../lib/core/clock.ts";
import { openSpool } from "../../../lib/disk/open-spool.ts";
import { createRow } from "../../../lib/engine/faults.ts";
import { startHost } from "../host.ts";
import { openQueues } from "../queues.ts";
import { createRunLog } from "../run-log.ts";
import { startEnqueuers } from "./enqueuers.ts";
import { type Gate, type Shut, startGate } from "./gate.ts";

export interface OutageOptions {
  readonly seed: number;
  readonly jobs: number;
  readonly kills: number;
  readonly processes: number;
  /** An empty folder for all that the run writes. */
  readonly folder: string;
  /** The flags by which `errand dev` is told its SQS, and where that listens on 127.0.0.1. */
  readonly flags: readonly string[];
  readonly port: number;
  readonly onProgress: (line: string) => void;
}

export type OutageReport = Awaited<ReturnType<typeof runOutage>>;

/** One outage and what is before it: away for a third of it. */
const CYCLE_MS = 6000;
const AWAY_MS = 2000;

/** How long after the last enqueue all that was spooled must have been sent. */
const PATIENCE_SECONDS = 120;

/** Between two kills. */
const LONGEST_GAP_MS = 6000;

export async function runOutage({ seed, jobs, kills, processes, folder, flags, port, onProgress }: OutageOptions) {
  const startedAt = performance.now();
  const seconds = (): number => Math.round((performance.now() - startedAt) / 1000);
  mkdirSync(join(folder, "snoozed"));
  const directory = join(folder, "spool");
  const runs = createRunLog(join(folder, "runs.log"));
  const gate = await startGate(port);
  const host = await startHost({ folder, flags, proxyUrl: `http://127.0.0.1:${port}`, onLine: () => {} });
  const environment = {
    ...host.environment,
    AWS_ENDPOINT_URL: gate.url,
    OUTAGE_SPOOL: directory,
    CHAOS_PROXY: gate.url,
  };
  const enqueuers = startEnqueuers({ count: processes, jobs, folder, environment });
  const pick = createRow(seed);
  let isEnded = false;
  try {
    const outages = createOutages(gate, () => isEnded);
    let [killed, killedAway] = [0, 0];
    for (; killed < kills; killed += 1) {
      await pause(pick() * LONGEST_GAP_MS);
      if (outages.isAway()) killedAway += 1;
      await enqueuers.kill(Math.floor(pick() * processes));
      onProgress(`${seconds()} s: ${killed + 1} kills, ${enqueuers.resolved.size} enqueues resolved`);
    }
    await enqueuers.allAsked;
    isEnded = true;
    const { awayMs, wholeMs, count } = await outages.over;
    onProgress(`${seconds()} s: all asked for, ${enqueuers.resolved.size} resolved; waiting for the spool`);

    const spool = await openSpool({ directory, maxBytes: 0, clock: systemClock, onProblem: onProgress });
    const left = await untilSent(async () => (await spool.status()).messages);
    const { setAside } = await spool.status();
    await enqueuers.stop();
    Object.assign(process.env, host.environment);
    const queues = await openQueues(host.environment);
    const emptied = await queues.untilEmpty(PATIENCE_SECONDS);
    const dead = (await queues.takeDead()).length;
    queues.close();
    await host.stop();

    const { asked, resolved, refused, spooled } = enqueuers;
    const ran = runs.read();
    const ids = new Map(ran.map(({ number, id }) => [number, id]));
    const ranIds = new Set(ran.map(({ id }) => id));
    const resolvedIds = new Set(resolved.values());
    const underWay = [...asked].filter((number) => !resolved.has(number) && !refused.has(number));
    const isMaybe = (number: number): boolean => underWay.includes(number) || refused.has(number);
    return {
      seconds: seconds(),
      asked: asked.size,
      resolved: resolved.size,
      refused: refused.size,
      whyRefused: [...new Set(refused.values())].slice(0, 3),
      spooled: spooled.size,
      killed,
      killedAway,
      outages: count,
      awayShare: awayMs / wholeMs,
      turnedAway: gate.turnedAway(),
      underWay: underWay.length,
      underWayThatRan: underWay.filter((number) => ids.has(number)).length,
      notRun: [...resolvedIds].filter((id) => !ranIds.has(id)).length,
      foreign: [...new Map(ran.map((run) => [run.id, run.number]))].filter(
        ([id, number]) => !resolvedIds.has(id) && !isMaybe(number),
      ).length,
      extraRuns: ran.length - ranIds.size,
      left,
      setAside,
      emptied,
      dead,
    };
  } finally {
    isEnded = true;
    await enqueuers.stop();
    await host.kill();
    await gate.close();
  }
}

/** Shuts and opens the gate in turn until it is over, and then leaves it open. */
function createOutages(gate: Gate, isOver: () => boolean) {
  let isAway = false;
  const play = async () => {
    const begun = performance.now();
    let [awayMs, count] = [0, 0];
    while (!isOver()) {
      await pause(CYCLE_MS - AWAY_MS);
      const from = performance.now();
      gate.shut((["reset", "answers 503"] satisfies Shut[])[count % 2] ?? "reset");
      isAway = true;
      await pause(AWAY_MS);
      gate.open();
      isAway = false;
      awayMs += performance.now() - from;
      count += 1;
    }
    return { awayMs, wholeMs: performance.now() - begun, count };
  };
  return { isAway: () => isAway, over: play() };
}

/** @returns how many are left when patience ends. */
async function untilSent(count: () => Promise<number>): Promise<number> {
  const until = performance.now() + PATIENCE_SECONDS * 1000;
  for (;;) {
    const left = await count();
    if (left === 0 || performance.now() > until) return left;
    await pause(500);
  }
}
