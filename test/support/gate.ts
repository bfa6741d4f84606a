// A gate for jobs in other processes: they come to it with a request, and wait until the test opens it.

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "vitest";
import { createSightings } from "./waiting.ts";

/** A job passes with `await fetch(gate.url)`; what it says after a "?" is seen in `arrived`. */
export async function createGate({ onTestFinished }: TestContext) {
  const arrived = createSightings<string>();
  const opened = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    arrived.add(decodeURIComponent(request.url?.split("?")[1] ?? ""));
    opened.promise.then(() => response.end());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url, arrived, open: () => opened.resolve() };
}
