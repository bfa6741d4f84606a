// Ports of this machine for tests: free ones, and whether one is in use.

import { once } from "node:events";
import { connect, createServer } from "node:net";

/** A port that was free just now. */
export async function aFreePort(): Promise<number> {
  return (await takePort(0)) ?? 0;
}

/**
 * A free port that stays free while nobody listens on it: below those that systems give to the near ends of
 * connections, so that none of these takes it while its server is started again.
 */
export async function aLastingPort(): Promise<number> {
  for (;;) {
    const port = await takePort(20_000 + Math.floor(Math.random() * 10_000));
    if (port !== undefined) return port;
  }
}

export function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}

/** The port, after it was listened on for a moment; `undefined` where it is taken. */
async function takePort(asked: number): Promise<number | undefined> {
  const server = createServer();
  try {
    await once(server.listen(asked, "127.0.0.1"), "listening");
  } catch {
    return undefined;
  }
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : undefined;
}
