// Whether processes are left: nobody tells of their end, so it is asked for until it has come.

import { expect } from "vitest";

/** Waits until the process is gone. */
export async function untilGone(pid: number): Promise<void> {
  await expect.poll(() => isRunning(pid), { timeout: 20_000, interval: 20 }).toBe(false);
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
