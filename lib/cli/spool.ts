// The command "errand spool": what waits on this machine for its queue.

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { systemClock } from "../core/clock.ts";
import type { Spool } from "../core/ports.ts";
import { openSpool } from "../disk/open-spool.ts";
import { toStandardError } from "../observe/standard-error.ts";
import { toSpoolLines } from "./spool-lines.ts";

interface StatusFlags {
  readonly directory?: string;
  readonly json: boolean;
}

const EPILOGUE = `
Messages come there where configure({ whenUnavailable: ["spool", …] }) says so and their queue can't be reached. The process that
spooled them sends them by itself; docs/outages.md says what is kept, and how.`;

export function spoolCommand(): Command {
  return new Command("spool")
    .summary("what waits on this machine for its queue")
    .description("Look at the messages that were spooled while their queue could not be reached.")
    .addHelpText("after", EPILOGUE)
    .addCommand(statusCommand());
}

function statusCommand(): Command {
  return new Command("status")
    .summary("how much waits, and since when")
    .description("Tell how much waits, and since when. Changes nothing.")
    .option("--directory <dir>", "of the spool (default: ERRAND_SPOOL, else .errand/spool)")
    .option("--json", "print it as JSON", false)
    .action(status);
}

async function status(flags: StatusFlags): Promise<void> {
  const directory = resolve(flags.directory ?? (process.env["ERRAND_SPOOL"] || ".errand/spool"));
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
