// The file that other processes take the environment from: written whole, and never over somebody's own.

import { readFile, writeFile } from "node:fs/promises";
import { ErrandError } from "../core/errors.ts";

export function toEnvLines(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

/** @throws `ErrandError` `local_failed` when the file can't be written, or holds anything but these variables. */
export async function writeEnvFile(file: string, environment: Readonly<Record<string, string>>): Promise<void> {
  try {
    const foreign = (await readIfThere(file)).split("\n").find((line) => isForeign(line, environment));
    if (foreign === undefined) return await writeFile(file, toEnvLines(environment));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ErrandError("local_failed", `The environment can't be written to ${file}: ${why}. Choose another file.`, {
      cause,
    });
  }
  throw new ErrandError(
    "local_failed",
    `The environment is not written to ${file}: it holds more than the variables of a local runner, and that would be ` +
      "lost. Choose another file, such as .env.errand.",
  );
}

function isForeign(line: string, environment: Readonly<Record<string, string>>): boolean {
  const name = line.split("=", 1)[0]?.trim() ?? "";
  return name !== "" && !Object.hasOwn(environment, name);
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
