// The processes that a process has started.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Asked of the system at once before a kill, so that no other process is ever hit. */
export async function childrenOf(parents: ReadonlySet<number>): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  return stdout
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid = 0, parent = 0]) => (parents.has(parent) ? [pid] : []));
}

/** @returns false where it has ended by itself. */
export function tryKill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}
