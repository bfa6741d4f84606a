// Whether processes and ports are left: nobody tells of their end, so it is asked for until it has come.

import { once } from "node:events";
import { connect, createServer } from "node:net";
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

/** A port that was free just now. */
export async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

export function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}
