// A TCP proxy before SQS that delays, drops, resets and mutes, and remembers which sends were left without an answer.

import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { createFates, createSpells, type Draw, type Fate } from "./fates.ts";
import { sentJobs } from "./sent-jobs.ts";

export interface Proxy {
  readonly url: string;
  /** How many requests had each fate. */
  readonly fates: ReadonlyMap<Fate, number>;
  /** Requests under way when the endpoint cut the connection. */
  readonly cutByEndpoint: () => number;
  /** How often each job's sending may have had its effect although the sender was not told, by `jobKey`. */
  readonly lostSends: ReadonlyMap<string, number>;
  /** No spells from now on; single requests go on to fail. */
  endSpells(): void;
  close(): Promise<void>;
}

/** A request that the client waits for, as far as it has come. */
interface Request {
  readonly draw: Draw;
  text: string;
}

/** @param target the port on 127.0.0.1 that is passed on to; nobody need listen there all the time. */
export async function startProxy(target: number, seed: number): Promise<Proxy> {
  const fates = new Map<Fate, number>();
  const lostSends = new Map<string, number>();
  const sockets = new Set<Socket>();
  let isSpell = createSpells(seed);
  const startedAt = performance.now();
  let connections = 0;
  let cutByEndpoint = 0;
  const count = <Key>(counts: Map<Key, number>, key: Key) => void counts.set(key, (counts.get(key) ?? 0) + 1);
  const lose = ({ text }: Request): void => {
    for (const job of sentJobs(text)) count(lostSends, job);
  };

  const server = createServer((client) => {
    connections += 1;
    const draw = createFates(seed, connections);
    const endpoint = connect(target, "127.0.0.1");
    let request: Request | undefined;
    for (const socket of [client, endpoint]) {
      sockets.add(socket);
      socket.setNoDelay(true).on("error", () => {}); // its "close" follows
      socket.on("close", () => sockets.delete(socket));
    }
    const reset = (): void => {
      request = undefined;
      client.resetAndDestroy();
      endpoint.destroy();
    };

    client.on("data", (data) => {
      const text = data.toString("latin1");
      if (!text.startsWith("POST ")) {
        if (request !== undefined) request.text += text;
        return void endpoint.write(data);
      }
      // Clients wait for an answer before they send the next request: none starts midway.
      request = { draw: draw(), text };
      const { delayMs } = request.draw;
      const fate = isSpell(performance.now() - startedAt) ? "dropped" : request.draw.fate;
      count(fates, fate);
      if (fate === "dropped") return reset();
      // The engine refuses a foreign Host, as browsers send it: a proxy sets it to where the request goes.
      const sent = Buffer.from(text.replace(/^host: .*$/im, `host: 127.0.0.1:${target}`), "latin1");
      if (fate !== "delayed") return void endpoint.write(sent);
      client.pause();
      setTimeout(() => {
        if (endpoint.writable) endpoint.write(sent);
        client.resume();
      }, delayMs);
    });
    endpoint.on("data", (data) => {
      if (request === undefined) return void client.write(data);
      switch (request.draw.fate) {
        case "unanswered":
          lose(request);
          return reset();
        case "torn":
          lose(request);
          request = undefined;
          client.write(data.subarray(0, data.length / 2), () => reset());
          return;
        case "muted":
          return; // what it sent is lost when the client gives up
        default:
          request = undefined;
          client.write(data);
      }
    });
    client.on("close", () => {
      if (request !== undefined) lose(request);
      request = undefined;
      endpoint.destroy();
    });
    let connected = false;
    endpoint.on("connect", () => {
      connected = true;
    });
    endpoint.on("close", () => {
      if (client.destroyed) return;
      if (request !== undefined && connected) {
        lose(request);
        cutByEndpoint += 1;
      }
      reset();
    });
  });

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fates,
    lostSends,
    cutByEndpoint: () => cutByEndpoint,
    endSpells() {
      isSpell = () => false;
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}
