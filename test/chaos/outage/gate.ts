// The way to SQS in an outage run: open, or shut in one of the ways in which an endpoint is away.

import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** Connections are reset, also those under way; or every request is answered with 503. */
export type Shut = "reset" | "answers 503";

export interface Gate {
  readonly url: string;
  open(): void;
  shut(how: Shut): void;
  /** How many requests found it shut. */
  turnedAway(): number;
  close(): Promise<void>;
}

/** @param target the port on 127.0.0.1 that is passed on to. */
export async function startGate(target: number): Promise<Gate> {
  const sockets = new Set<Socket>();
  let state: Shut | "open" = "open";
  let turnedAway = 0;

  const server = createServer((asked, answer) => {
    switch (state) {
      case "open":
        return pass(asked, answer, target);
      case "reset":
        turnedAway += 1;
        return void asked.socket.resetAndDestroy();
      case "answers 503":
        turnedAway += 1;
        return void answer.writeHead(503).end();
      default:
        return state satisfies never;
    }
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open() {
      state = "open";
    },
    shut(how) {
      state = how;
      // Whoever was waiting for an answer does not learn whether the message was taken.
      if (how === "reset") for (const socket of sockets) socket.resetAndDestroy();
    },
    turnedAway: () => turnedAway,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function pass(asked: IncomingMessage, answer: ServerResponse, port: number): void {
  const headers = { ...asked.headers, host: `127.0.0.1:${port}` };
  const onward = request({ host: "127.0.0.1", port, method: asked.method, path: asked.url, headers }, (got) => {
    answer.writeHead(got.statusCode ?? 502, got.headers);
    got.pipe(answer);
  });
  onward.on("error", () => asked.socket.destroy());
  answer.on("error", () => onward.destroy());
  asked.pipe(onward);
}
