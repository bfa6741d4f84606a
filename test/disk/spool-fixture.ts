// Processes that use a spool, and what they say.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { TestContext } from "vitest";
import { createSightings } from "../support/waiting.ts";

/** @param shell what is to be done before, as a shell's command that ends with `exec "$@"`. */
export function startFixture(
  { onTestFinished }: Pick<TestContext, "onTestFinished">,
  name: "appender" | "claimant",
  args: readonly string[],
  shell?: string,
) {
  const file = fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url));
  const command = [process.execPath, "--conditions=@errand/source", file, ...args];
  const [program = "", ...rest] = shell === undefined ? command : ["sh", "-c", shell, "sh", ...command];
  const child: ChildProcess = spawn(program, rest, { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createSightings<string>();
  if (child.stdout !== null) createInterface({ input: child.stdout }).on("line", lines.add);
  return { lines, ended: once(child, "close"), kill: () => child.kill("SIGKILL") };
}

/** The ids of which it said this. */
export function saidOf(lines: readonly string[], word: string): readonly string[] {
  return lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.split(" ")[1] ?? "");
}
