// Whether the worker lives and can work, over HTTP, for whoever runs its container.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ErrandError } from "../core/errors.ts";
import type { WorkerHealth } from "./create-worker.ts";

export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

/** `GET /live` answers 200 while the process answers at all; `GET /ready` 200 or 503; both with what is known as JSON. */
export async function startHealth(
  { port, host }: { readonly port: number; readonly host: string },
  health: () => WorkerHealth,
): Promise<HealthServer> {
  const server = createServer(({ method, url = "" }, response) => {
    const [pathname] = url.split("?", 1); // not by URL, which throws at what anybody may send
    const isKnown = pathname === "/live" || pathname === "/ready";
    const isRead = method === "GET" || method === "HEAD";
    const known = health();
    const isWell = pathname === "/live" || known.ready;
    response.statusCode = !isKnown ? 404 : !isRead ? 405 : isWell ? 200 : 503;
    response.setHeader("content-type", "application/json");
    response.setHeader("cache-control", "no-store");
    response.end(isKnown && isRead ? JSON.stringify(known) : '{"paths":["/live","/ready"]}');
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const message = `createWorker: "health" can't be served at ${host}:${port}: ${cause.message}. Choose another port, or end what has it.`;
      reject(new ErrandError("invalid_option", message, { cause }));
    });
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
