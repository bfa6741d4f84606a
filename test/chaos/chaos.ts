// A chaos run: jobs, kills and a bad connection at once, until every job has ended.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Assault, Attack } from "./attack.ts";
import type { Evidence } from "./ends.ts";
import { toEnds } from "./ends.ts";
import { startEnqueuing } from "./enqueuing.ts";
import { explainExtraRuns } from "./extra-runs.ts";
import { type Host, startHost } from "./host.ts";
import { createHostLog } from "./host-log.ts";
import { keepHost } from "./hosts.ts";
import { createPace } from "./pace.ts";
import { startProxy } from "./proxy.ts";
import { openQueues } from "./queues.ts";
import { createRunLog } from "./run-log.ts";

export interface ChaosOptions {
  readonly attack: Attack;
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

/** How long after the last kill all must have ended. */
const PATIENCE_SECONDS = 480;

const PROGRESS_EVERY = 20;

export async function runChaos({ attack, seed, folder, flags, port, onProgress }: ChaosOptions) {
  const started = performance.now();
  const seconds = (): number => Math.round((performance.now() - started) / 1000);
  mkdirSync(join(folder, "snoozed"));
  const runs = createRunLog(join(folder, "runs.log"));
  const proxy = await startProxy(port, seed);
  const log = createHostLog();
  const pace = createPace(attack.portion);
  let host: Host | undefined;
  let assault: Assault | undefined;
  const start = async (): Promise<Host> => {
    host = await startHost({ folder, flags: [...attack.flags, ...flags], proxyUrl: proxy.url, onLine: log.take });
    return host;
  };
  try {
    const hosts = await keepHost(start, pace.step);
    Object.assign(process.env, hosts.current().environment, { AWS_ENDPOINT_URL: proxy.url });
    let kills = 0;
    let areKillsMade = false;
    const onKill = (): void => {
      pace.step();
      kills += 1;
      if (kills % PROGRESS_EVERY !== 0) return;
      onProgress(`${seconds()} s: ${kills} kills, ${enqueuing.accepted.size} jobs accepted`);
    };
    assault = await attack.begin({ seed, folder, hosts, proxyUrl: proxy.url, runs, onLine: log.take, onKill });
    const enqueuing = startEnqueuing((accepted) => attack.isEnough(accepted, areKillsMade), seed, pace);
    const killing = assault.killAway().then(() => {
      areKillsMade = true;
      pace.free();
    });
    await Promise.all([killing, enqueuing.done]);
    proxy.endSpells(); // else what fails once comes again, all at once, into the next
    onProgress(`${seconds()} s: all kills made, ${enqueuing.accepted.size} jobs accepted; waiting for the last to end`);

    const queues = await openQueues(hosts.current().environment);
    const emptied = await queues.untilEmpty(PATIENCE_SECONDS);
    await assault.stop();
    const deadLetters = await queues.takeDead();
    queues.close();
    const exitCode = await hosts.current().stop();
    const evidence: Evidence = { ...enqueuing, runs: runs.read(), deadLetters };
    const kindOf = (number: number) => enqueuing.accepted.get(number)?.kind ?? enqueuing.refused.get(number);
    const { plannedCopies } = attack;
    const unanswered = assault.unanswered(evidence.runs);
    const faults = { unanswered, plannedCopies, lostSends: proxy.lostSends, ...log };
    const extra = explainExtraRuns(evidence.runs, kindOf, faults);
    const ends = toEnds(evidence);
    const { lost } = ends;
    const puzzles = { lost, unexplained: extra.unexplained, deadLetters };
    writeFileSync(join(folder, "puzzles.json"), JSON.stringify(puzzles, undefined, 2));
    return {
      seconds: seconds(),
      accepted: enqueuing.accepted.size,
      refused: enqueuing.refused.size,
      rows: assault.rows(evidence),
      checks: assault.checks(ends),
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
    await assault?.stop();
    await host?.kill();
    await proxy.close();
  }
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
