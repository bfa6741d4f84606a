// The senders of examples/other-languages, as programs of this machine.

import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const FOLDER = join(import.meta.dirname, "../../examples/other-languages");

export interface Sender {
  readonly language: string;
  /** What the machine must have. */
  readonly program: string;
  readonly run: readonly string[];
}

export const SENDERS: readonly Sender[] = [
  { language: "python", program: "python3", run: ["sender.py"] },
  { language: "go", program: "go", run: ["run", "sender.go"] },
  { language: "java", program: "java", run: ["Sender.java"] },
];

/** Whether the machine has it. */
export function isThere({ program }: Sender): boolean {
  return spawnSync(program, [program === "go" ? "version" : "--version"]).status === 0;
}

/**
 * @param variables beside this process's own.
 * @returns what it prints; rejects where it fails, with what it says.
 */
export async function callSender(
  { language, program, run }: Sender,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const cwd = join(FOLDER, language);
  // Java reads its arguments by it.
  const env = { ...process.env, LC_ALL: "C.UTF-8", PYTHONDONTWRITEBYTECODE: "1", ...variables };
  const { stdout } = await promisify(execFile)(program, [...run, ...args], { cwd, env, maxBuffer: 2 ** 24 });
  return stdout.trim();
}
