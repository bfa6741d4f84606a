// A chaos run: jobs, kills and a bad connection at once, until every job has ended.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Evidence } from "./ends.ts";
import { toEnds } from "./ends.ts";
import { startEnqueuing } from "./enqueuing.ts";
import { explainExtraRuns } from "./extra-runs.ts";
import { type Host, startHost } from "./host.ts";
import { createHostLog } from "./host-log.ts";
import { type KillPlan, killAway } from "./killing.ts";
import { createPace } from "./pace.ts";
import { startProxy } from "./proxy.ts";
import { openQueues } from "./queues.ts";
import { createRunLog } from "./run-log.ts";

export interface ChaosOptions {
  /** How many jobs are to be accepted. */
  readonly jobs: number;
  readonly kills: KillPlan;
  readonly seed: number;
  /** An empty folder for all that the run writes. */
  readonly folder: string;
  /** The flags by which `errand dev` is told its SQS, and where that listens on 127.0.0.1. */
  readonly flags: readonly string[];
  readonly port: number;
  /** Hears now and then how far it is. */
  readonly onProgress: (line: string) => void;
}

export type ChaosReport = Awaited<ReturnType<typeof runChaos>>;

/** A killed batch comes again after six times this. */
const TIMEOUT_SECONDS = 3;

/** How long after the last kill all must have ended. */
const PATIENCE_SECONDS = 240;

const PROGRESS_EVERY = 20;

export async function runChaos({ jobs, kills: plan, seed, folder, flags, port, onProgress }: ChaosOptions) {
  const started = performance.now();
  const seconds = (): number => Math.round((performance.now() - started) / 1000);
  mkdirSync(join(folder, "snoozed"));
  const runs = createRunLog(join(folder, "runs.log"));
  const proxy = await startProxy(port, seed);
  const log = createHostLog();
  const start = () =>
    startHost({ folder, flags, timeoutSeconds: TIMEOUT_SECONDS, proxyUrl: proxy.url, onLine: log.take });
  let host: Host | undefined = await start();
  try {
    Object.assign(process.env, host.environment, { AWS_ENDPOINT_URL: proxy.url });
    const pace = createPace(jobs, plan.functions + 2 * plan.hosts);
    const enqueuing = startEnqueuing(jobs, seed, pace);
    const restart = async (): Promise<Host> => {
      host = await start();
      return host;
    };
    const killing = killAway({
      plan,
      seed,
      runs,
      host,
      restart,
      release: pace.step,
      onKill({ functions, hosts }) {
        const done = functions.length + hosts.length;
        if (done % PROGRESS_EVERY !== 0) return;
        const all = plan.functions + plan.hosts;
        onProgress(`${seconds()} s: ${done} of ${all} kills, ${enqueuing.accepted.size} jobs accepted`);
      },
    });
    await Promise.all([killing.then(pace.free), enqueuing.done]);
    const kills = await killing;
    proxy.endSpells(); // else what fails once comes again, all at once, into the next
    onProgress(`${seconds()} s: all kills made, ${enqueuing.accepted.size} jobs accepted; waiting for the last to end`);

    const queues = await openQueues(host.environment);
    const emptied = await queues.untilEmpty(PATIENCE_SECONDS);
    const deadLetters = await queues.takeDead();
    queues.close();
    const exitCode = await host.stop();
    const evidence: Evidence = { ...enqueuing, runs: runs.read(), deadLetters };
    const kindOf = (number: number) => enqueuing.accepted.get(number)?.kind ?? enqueuing.refused.get(number);
    const faults = { hostsKilled: new Set(kills.hosts), lostSends: proxy.lostSends, ...log };
    const extra = explainExtraRuns(evidence.runs, kindOf, faults);
    const ends = toEnds(evidence);
    writeFileSync(
      join(folder, "unexplained.json"),
      JSON.stringify({ lost: ends.lost, unexplained: extra.unexplained }, undefined, 2),
    );
    return {
      seconds: seconds(),
      accepted: enqueuing.accepted.size,
      refused: enqueuing.refused.size,
      kills,
      failedInvocations: log.failedInvocations(),
      returned: sumOf(log.returned),
      fates: proxy.fates,
      cutByEndpoint: proxy.cutByEndpoint(),
      lostSends: sumOf(proxy.lostSends),
      emptied,
      exitCode,
      runs: evidence.runs.length,
      ends,
      extra,
    };
  } finally {
    await host?.kill();
    await proxy.close();
  }
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
