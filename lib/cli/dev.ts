// The command "errand dev": the local runner in a terminal.

import { Command, InvalidArgumentError } from "commander";
import { systemClock } from "../core/clock.ts";
import type { QueueCounts } from "../core/queue-counts.ts";
import { type LocalRunner, startLocalWith } from "../local/start-local.ts";
import { logAll } from "../observe/log.ts";
import { toEnvLines, writeEnvFile } from "./env-file.ts";
import { toScheduleLines } from "./schedule-lines.ts";

interface DevFlags {
  readonly jobs: string;
  readonly port: number;
  readonly endpoint?: string;
  readonly data?: string;
  readonly envFile?: string;
  readonly concurrency: number;
  readonly timeout: number;
  readonly watch: boolean;
}

const EPILOGUE = `
Prints the environment for other processes to standard output, one NAME=value a line, once it is ready; what happens
to the jobs goes to standard error. Ctrl-C stops it: running jobs may finish; press it again to end them at once.

Behind npx, --env-file needs two dashes first, for Node itself has a flag of that name: npx -- errand dev --env-file FILE`;

export function devCommand(): Command {
  return new Command("dev")
    .summary("run the jobs on this machine")
    .description("Run everything on this machine: the queues, and the jobs behind the real Lambda handler.")
    .requiredOption("--jobs <file>", "the module that exports the jobs, such as app/jobs.ts")
    .option("--port <number>", "the engine's port on 127.0.0.1; 0 picks a free one", toWhole, 4577)
    .option("--endpoint <url>", "an AWS endpoint such as LocalStack's to use in place of the engine")
    .option("--data <folder>", "keep queues, messages and schedules in this folder beyond the end of the program")
    .option("--env-file <file>", "write the environment to this file as well")
    .option("--concurrency <number>", "invocations at once for each queue; 0 leaves them to errand work", toWhole, 2)
    .option("--timeout <seconds>", "how long one invocation of the handler may take, 1 to 900", toWhole, 60)
    .option("--no-watch", "don't load the jobs anew when a file changes")
    .addHelpText("after", EPILOGUE)
    .action(dev);
}

async function dev({ jobs, port, endpoint, data, envFile, concurrency, timeout, watch }: DevFlags): Promise<void> {
  const write = (line: string) => process.stderr.write(`${line}\n`);
  const runner = await startLocalWith(
    {
      jobs,
      port,
      watch,
      concurrency: { high: concurrency, low: concurrency },
      timeoutSeconds: timeout,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(data === undefined ? {} : { data }),
      onEvent: logAll(write),
      onOutput: write,
      onNotice: write,
    },
    systemClock,
  );

  let asked = false;
  const stop = (): void => {
    if (asked) {
      void runner.stop(0); // ends the function processes before it first waits
      process.exit(130);
    }
    asked = true;
    write("Stopping: running jobs may finish within 10 seconds. Ctrl-C again ends them now.");
    const left = endpoint === undefined && data === undefined ? lost(runner) : Promise.resolve();
    left
      .then((what) => what && write(what))
      .then(() => runner.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          write(`Stopping failed: ${error instanceof Error ? error.message : error}`);
          process.exit(1);
        },
      );
  };
  const abandon = async (error: unknown): Promise<never> => {
    await runner.stop(0);
    throw error;
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);

  if (envFile !== undefined) await writeEnvFile(envFile, runner.environment).catch(abandon);
  process.stdout.write(toEnvLines(runner.environment));
  write(`Ready at ${runner.endpoint} with the jobs ${runner.jobs().join(", ")}. Ctrl-C stops.`);
  for (const line of toScheduleLines(runner.schedules(), new Date(systemClock.now()))) write(line);
  if (data !== undefined) write(`Its data is kept in ${data}: ${await toCountsLine(runner)}.`);
}

/** What an engine that keeps nothing takes with it. */
async function lost(runner: LocalRunner): Promise<string | undefined> {
  const { high, low } = await runner.counts();
  const count = [high, low].reduce((sum, { waiting, delayed }) => sum + waiting + delayed, 0);
  return count === 0
    ? undefined
    : `${count} waiting or delayed messages go with it: they are kept in memory only, for --data names no folder.`;
}

async function toCountsLine(runner: LocalRunner): Promise<string> {
  const { high, low } = await runner.counts();
  const sum = (kind: keyof QueueCounts): number => high[kind] + low[kind];
  return `${sum("waiting")} waiting, ${sum("delayed")} delayed, ${sum("inFlight")} running and ${sum("dead")} dead messages`;
}

function toWhole(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new InvalidArgumentError(`It must be a whole number, got ${JSON.stringify(value)}.`);
}
