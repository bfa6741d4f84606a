// The command "errand work": a long-running worker as a program.

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Command, Option } from "commander";
import { connectIntake } from "../aws/connect.ts";
import { sqsWorld } from "../aws/sqs-world.ts";
import { toCatalog } from "../core/catalog.ts";
import { ErrandError, show } from "../core/errors.ts";
import { toLoadFailure } from "../core/load-failure.ts";
import type { Priority } from "../core/ports.ts";
import { withFiles } from "../disk/with-files.ts";
import { toLoadError } from "../local/load-error.ts";
import { expectNode } from "../local/node-version.ts";
import { toStandardError } from "../observe/standard-error.ts";
import { logWorker, logWorkerProblems } from "../observe/worker-log.ts";
import { createWorkerWith } from "../worker/create-worker.ts";
import { loadingJobs } from "../worker/elsewhere/mark.ts";
import type { WorkerOptions } from "../worker/worker-options.ts";
import { loadEnvironment } from "./load-env-file.ts";
import { whole } from "./number-flags.ts";
import { readWorkerVariable, type ToldOptions } from "./worker-variable.ts";

interface WorkFlags {
  readonly jobs: string;
  readonly concurrency?: number;
  readonly priority?: Priority;
  readonly only?: readonly string[];
  readonly grace?: string;
  readonly aging?: string;
  readonly visibilityTimeout?: string;
  readonly wait?: number;
  readonly health?: number;
  readonly healthHost?: string;
  readonly threads?: number;
  readonly maxMemory?: number;
  readonly envFile?: string;
  readonly quiet: boolean;
}

/** So long a module may take before it is said that it does. */
const SLOW_MS = 10_000;

const EPILOGUE = `
Takes the queues from the environment: ERRAND_HIGH_QUEUE_URL, ERRAND_LOW_QUEUE_URL and the same with _DEAD_QUEUE_URL, beside what every
AWS SDK reads; and from ERRAND_WORKER, as JSON, what no flag says: {"concurrency":20,"grace":60}. SIGTERM and Ctrl-C stop it: running
jobs may finish within the grace, the rest is handed back, and it exits with 0; the second time they end it at once. What happens goes to
standard error.

Behind npx, --env-file needs two dashes first, for Node itself has a flag of that name: npx -- errand work --env-file FILE`;

export function workCommand(): Command {
  return new Command("work")
    .summary("run the jobs in this process for as long as it is not stopped")
    .description("A worker for machines, containers and laptops: several may work side by side.")
    .requiredOption("--jobs <file>", "the module that exports the jobs, such as app/jobs.ts")
    .option("--concurrency <number>", "jobs at once, 1 to 1,000 (default: 10)", whole(1, 1000))
    .addOption(new Option("--priority <priority>", "only this queue (default: both)").choices(["high", "low"]))
    .option("--only <names...>", "only these jobs; others are sent on for other workers")
    .option("--grace <duration>", "how long running jobs may finish when it stops (default: 20s)")
    .option("--aging <duration>", "how long a low job may wait behind high ones (default: 10 minutes)")
    .option("--visibility-timeout <duration>", "after how long what a dead worker had comes again (default: 2 minutes)")
    .option("--wait <seconds>", "the longest wait of a poll, 1 to 20 (default: 20)", whole(1, 20))
    .option("--health <port>", "serve GET /live and GET /ready there; 0 picks a free port", whole(0, 65_535))
    .option("--health-host <address>", "the address to serve it at (default: 127.0.0.1)")
    .option(
      "--threads <number>",
      "threads for jobs with thread: true, 1 to 64 (default: as many as processors)",
      whole(1, 64),
    )
    .option("--max-memory <megabytes>", "end a thread that holds more after a job", whole(16, 65_536))
    .option("--env-file <file>", "take variables from this file, such as the one that errand dev writes")
    .option("--quiet", "tell of problems only", false)
    .addHelpText("after", EPILOGUE)
    .action(work);
}

async function work(flags: WorkFlags): Promise<void> {
  expectNode(process.versions.node);
  if (flags.envFile !== undefined) loadEnvironment(flags.envFile);
  const module = pathToFileURL(resolve(flags.jobs));
  const jobs = await load(module);
  const onEvent = (flags.quiet ? logWorkerProblems : logWorker)(toStandardError);
  const told = readWorkerVariable(process.env, [...toCatalog(jobs).keys()]);
  const worker = createWorkerWith(
    jobs,
    { ...told, ...toOptions(flags, told), module },
    { ...withFiles(sqsWorld), connectIntake, onEvent },
  );
  await worker.run();
  // What a job has left open, as a pool of connections, must not keep a stopped worker alive.
  process.exit(0);
}

/** @param told what the flags stand before: of options with parts, each part that has no flag is as told. */
function toOptions(flags: WorkFlags, told: ToldOptions): WorkerOptions {
  const { concurrency, priority, only, grace, aging, visibilityTimeout, wait, threads, maxMemory } = flags;
  const given = {
    concurrency,
    priorities: priority && [priority],
    only,
    grace,
    aging,
    visibilityTimeout,
    waitTimeSeconds: wait,
    health: toHealth(flags, told.health),
    threads: { ...told.threads, ...(threads && { count: threads }), ...(maxMemory && { maxMemory }) },
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function toHealth({ health, healthHost }: WorkFlags, told: WorkerOptions["health"]): WorkerOptions["health"] {
  const port = health ?? told?.port;
  if (port !== undefined) return { ...told, port, ...(healthHost && { host: healthHost }) };
  if (healthHost === undefined) return undefined;
  throw new ErrandError(
    "invalid_option",
    `--health-host must come with --health and a port, got ${show(healthHost)} alone: no health is served. Give --health too, or leave it out.`,
  );
}

async function load(module: URL): Promise<object> {
  const tell = () => toStandardError(`${module.pathname} is still being loaded: something at its top level waits.`);
  const slow = setInterval(tell, SLOW_MS);
  try {
    return await loadingJobs(() => import(module.href));
  } catch (error) {
    throw toLoadError(module, toLoadFailure(error));
  } finally {
    clearInterval(slow);
  }
}
