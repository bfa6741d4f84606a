// The command "errand spool": what waits on this machine for its queue.

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { systemClock } from "../core/clock.ts";
import type { Spool } from "../core/ports.ts";
import { toSpoolOptions } from "../core/spool-options.ts";
import { openSpool } from "../disk/open-spool.ts";
import { toStandardError } from "../observe/standard-error.ts";
import { loadEnvironment } from "./load-env-file.ts";
import { toSpoolLines } from "./spool-lines.ts";
import { replayAll } from "./spool-replay.ts";

interface StatusFlags {
  readonly directory?: string;
  readonly json: boolean;
}

interface ReplayFlags {
  readonly directory?: string;
  readonly envFile?: string;
}

const REPLAY_EPILOGUE = `
Takes the queues from the environment: ERRAND_HIGH_QUEUE_URL, ERRAND_LOW_QUEUE_URL, beside what every AWS SDK reads. Exits with 1 where
something is left.`;

const EPILOGUE = `
Messages come there where configure({ whenUnavailable: ["spool", …] }) says so and their queue can't be reached. The process that
spooled them sends them by itself; docs/outages.md says what is kept, and how.`;

export function spoolCommand(): Command {
  return new Command("spool")
    .summary("what waits on this machine for its queue")
    .description("Look at the messages that were spooled while their queue could not be reached.")
    .addHelpText("after", EPILOGUE)
    .addCommand(statusCommand())
    .addCommand(replayCommand());
}

function statusCommand(): Command {
  return new Command("status")
    .summary("how much waits, and since when")
    .description("Tell how much waits, and since when. Changes nothing.")
    .option("--directory <dir>", "of the spool (default: ERRAND_SPOOL, else .errand/spool)")
    .option("--json", "print it as JSON", false)
    .action(status);
}

function replayCommand(): Command {
  return new Command("replay")
    .summary("send what waits, now")
    .description(
      "Send what waits, with the ids that it has, and end. Several may run at once, beside the processes that spool.",
    )
    .option("--directory <dir>", "of the spool (default: ERRAND_SPOOL, else .errand/spool)")
    .option("--env-file <file>", "take variables from this file, such as the one that errand dev writes")
    .addHelpText("after", REPLAY_EPILOGUE)
    .action(replay);
}

async function replay(flags: ReplayFlags): Promise<void> {
  if (flags.envFile !== undefined) loadEnvironment(flags.envFile);
  const directory = toDirectory(flags);
  const { lines, isWell } = await withSpool(directory, (spool) => replayAll(spool, directory));
  process.stdout.write(`${lines.join("\n")}\n`);
  if (!isWell) process.exitCode = 1;
}

function toDirectory({ directory }: { readonly directory?: string }): string {
  return resolve(toSpoolOptions(process.env, directory === undefined ? {} : { directory }).directory);
}

async function status(flags: StatusFlags): Promise<void> {
  const directory = toDirectory(flags);
  const found = await withSpool(directory, (spool) => spool.status());
  const { oldestAt } = found;
  const text = flags.json
    ? JSON.stringify({ directory, ...found, oldestAt: oldestAt === undefined ? null : new Date(oldestAt) }, null, 2)
    : toSpoolLines(found, { directory, isThere: existsSync(directory), now: systemClock.now() }).join("\n");
  process.stdout.write(`${text}\n`);
}

async function withSpool<Result>(directory: string, use: (spool: Spool) => Promise<Result>): Promise<Result> {
  const options = { directory, maxBytes: Number.POSITIVE_INFINITY, clock: systemClock, onProblem: toStandardError };
  const spool = await openSpool(options);
  try {
    return await use(spool);
  } finally {
    await spool.close();
  }
}
