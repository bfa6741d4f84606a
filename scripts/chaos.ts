// Real kills: `npm run test:chaos -- [localstack] [--seed N] [--jobs N] [--kills N] [--restarts N]` of functions,
// `npm run test:chaos -- worker [--seed N] [--seconds N] [--workers N]` of workers, and of who enqueues while the queue is away now
// and then, `npm run test:chaos -- outage [--seed N] [--jobs N] [--kills N]`. Ends with "N passed, N failed".

import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Attack, Check } from "../test/chaos/attack.ts";
import { type ChaosOptions, runChaos } from "../test/chaos/chaos.ts";
import { attackFunctions } from "../test/chaos/function-attack.ts";
import { runOutage } from "../test/chaos/outage/outage.ts";
import { toOutageChecks, toOutageRows } from "../test/chaos/outage/report.ts";
import { toChecks, toColumns, toTable } from "../test/chaos/report.ts";
import { attackWorkers } from "../test/chaos/worker-attack.ts";
import { withEmulator } from "../test/support/emulator.ts";
import { aLastingPort } from "../test/support/ports.ts";

const number = { type: "string" } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: number, jobs: number, kills: number, restarts: number, seconds: number, workers: number },
});
const [peer = "engine"] = positionals;

function toNumber(name: keyof typeof values, fallback: number): number {
  const text = values[name] ?? String(fallback);
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`--${name} must be a whole number, got "${text}". To use ${fallback}, leave it out.`);
}

/** Less for LocalStack, which is slower; it is not restarted, only the runner is. */
const USUAL = peer === "engine" ? { jobs: 10_000, kills: 105, restarts: 6 } : { jobs: 1000, kills: 24, restarts: 2 };

function toAttack(): { readonly attack: Attack; readonly jobs: number } {
  if (peer === "worker") {
    const seconds = toNumber("seconds", 60);
    return { attack: attackWorkers({ seconds, workers: toNumber("workers", 3) }), jobs: seconds * JOBS_A_SECOND };
  }
  const jobs = toNumber("jobs", USUAL.jobs);
  const plan = { functions: toNumber("kills", USUAL.kills), hosts: toNumber("restarts", USUAL.restarts) };
  return { attack: attackFunctions(jobs, plan), jobs };
}

/** What workers are to have been given at least. */
const JOBS_A_SECOND = 8;

/** How a run came out: `strange` when all is as it must be, but some runs can't be explained. */
type Outcome = "well" | "strange" | "failed";

type Where = Pick<ChaosOptions, "folder" | "flags" | "port">;

/** What every run is told; says what it was. */
function begin() {
  const seed = toNumber("seed", Math.floor(Math.random() * 1_000_000));
  const machine = `Node ${process.versions.node}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}`;
  console.log(`Chaos against ${peer}, --seed ${seed}; ${machine}`);
  return { seed, onProgress: (line: string) => console.log(line) };
}

/** Runs it and prints what came of it. */
async function chaos(where: Where): Promise<Outcome> {
  const { attack, jobs } = toAttack();
  const report = await runChaos({ ...where, ...begin(), attack });
  const isWell = tell(toTable(report), toChecks(report, jobs));
  if (!isWell) return "failed";
  return report.extra.unexplained.length > 0 ? "strange" : "well";
}

async function outage(where: Where): Promise<Outcome> {
  const [jobs, kills] = [toNumber("jobs", 5000), toNumber("kills", 10)];
  const report = await runOutage({ ...where, ...begin(), jobs, kills, processes: 3 });
  for (const why of report.whyRefused) console.log(`rejected: ${why}`);
  return tell(toColumns(toOutageRows(report)), toOutageChecks(report, jobs, kills)) ? "well" : "failed";
}

/** @returns whether all holds. */
function tell(table: string, checks: readonly Check[]): boolean {
  console.log(`\n${table}\n`);
  for (const [what, holds] of checks) console.log(`${holds ? "ok    " : "FAILED"}  ${what}`);
  const failed = checks.filter(([, holds]) => !holds).length;
  console.log(`\n${checks.length - failed} passed, ${failed} failed`);
  return failed === 0;
}

/** Kept unless all went well: the log of the runner, of the runs, and what could not be explained. */
async function inFolder(run: (folder: string) => Promise<Outcome>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "errand-chaos-"));
  const outcome = await run(folder).catch((error: unknown): Outcome => {
    console.log(error);
    console.log("\n0 passed, 1 failed");
    return "failed";
  });
  if (outcome === "well") return rmSync(folder, { recursive: true });
  console.error(`What it has written stands in ${folder}.`);
  if (outcome === "failed") process.exitCode = 1;
}

// So that the runner and workers, which are ended at this process's exit, don't outlive it.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

switch (peer) {
  case "engine":
  case "worker":
  case "outage": {
    const port = await aLastingPort();
    const run = peer === "outage" ? outage : chaos;
    await inFolder((folder) => run({ folder, port, flags: ["--data", join(folder, "data"), "--port", String(port)] }));
    break;
  }
  case "localstack": {
    const used = await withEmulator(peer, (url) =>
      inFolder((folder) => chaos({ folder, port: Number(new URL(url).port), flags: ["--endpoint", url] })),
    );
    if (used.kind === "ran") break;
    console.log(`\nThe chaos run against ${peer} was NOT made: ${used.why}`);
    if (used.kind === "failed") process.exitCode = 1;
    break;
  }
  default:
    throw new Error(`Expected engine, localstack, worker or outage, got "${peer}".`);
}
