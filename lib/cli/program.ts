// The program "errand": its commands, and how an error of theirs is told.

import { readFileSync } from "node:fs";
import { Command } from "commander";
import { isErrandError } from "../core/errors.ts";
import { costCommand } from "./cost.ts";
import { devCommand } from "./dev.ts";
import { doctorCommand } from "./doctor.ts";
import { spoolCommand } from "./spool.ts";
import { workCommand } from "./work.ts";

/** Runs the command that `argv` (as `process.argv`) asks for; sets the exit code to 1 when it fails. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  const program = new Command("errand")
    .description("Background jobs for TypeScript on Amazon SQS and AWS Lambda.")
    .version(JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version)
    .showHelpAfterError("(errand --help, or errand COMMAND --help, tells what there is)")
    .addCommand(devCommand())
    .addCommand(workCommand())
    .addCommand(spoolCommand())
    .addCommand(doctorCommand())
    .addCommand(costCommand());
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = 1;
    // Our own errors say everything in their message; anything else is a fault of ours and needs its stack.
    process.stderr.write(`${isErrandError(error) ? error.message : error instanceof Error ? error.stack : error}\n`);
  }
}
