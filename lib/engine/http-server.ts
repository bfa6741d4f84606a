// The engine behind HTTP on this machine's loopback: for other processes, and for SDKs of other languages.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Engine } from "./engine.ts";
import type { EngineResponse } from "./exchange.ts";
import { readHttpBody } from "./http-body.ts";
import { refuseForeign } from "./http-guard.ts";

export interface HttpServer {
  /** "http://127.0.0.1:<port>" */
  readonly url: string;
  readonly port: number;
  /** Ends long polls with an empty answer, waits for what is under way, and frees the port. */
  close(): Promise<void>;
}

interface HttpServerOptions {
  /** Default: 0, which picks a free one. */
  readonly port?: number;
}

// As on AWS, a poll that ends without a message is an empty success.
const ENDED: EngineResponse = { status: 200, headers: { "content-type": "application/x-amz-json-1.0" }, body: "{}" };

// Longer than SDKs keep idle connections, so that none is closed on this side while a request is on its way.
const KEEP_ALIVE_MS = 75_000;

// How long a closing server lets a request go on.
const PATIENCE_MS = 500;

/** Serves `engine` on 127.0.0.1 until it is closed. Rejects with Node's error when the port can't be had. */
export function startHttpServer(engine: Engine, { port = 0 }: HttpServerOptions = {}): Promise<HttpServer> {
  const underWay = new Set<AbortController>();
  let closed: Promise<void> | undefined;
  let listening = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refusal = refuseForeign(request.headers, listening);
    if (refusal !== undefined) {
      request.resume();
      return send(response, refusal);
    }
    const read = await readHttpBody(request);
    switch (read.kind) {
      case "gone":
        return;
      case "refused":
        response.shouldKeepAlive = false;
        return send(response, read.answer);
      case "text":
        return send(response, await ask(request, response, read.text));
      default:
        read satisfies never;
    }
  };

  const ask = async (request: IncomingMessage, response: ServerResponse, body: string): Promise<EngineResponse> => {
    const controller = new AbortController();
    const { signal } = controller;
    underWay.add(controller);
    // Not after an answer: an abort that nobody hears costs a tenth of the request.
    response.once("close", () => {
      if (!response.writableEnded) controller.abort();
    });
    // A proxy's client writes the whole URL, and OPTIONS may write "*": neither changes what is asked for.
    const path = request.url?.startsWith("/") ? request.url : "/";
    const url = `http://${request.headers.host}${path}`;
    try {
      return await engine.handle({ method: request.method ?? "", url, headers: toHeaders(request), body }, signal);
    } catch (error) {
      if (signal.aborted) return ENDED;
      throw error;
    } finally {
      underWay.delete(controller);
      if (closed !== undefined) response.shouldKeepAlive = false;
    }
  };

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });

  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        clearTimeout(patience);
        resolve();
      });
      server.closeIdleConnections();
      for (const controller of underWay) controller.abort();
      // What is under way is an answer in its last steps, or a client that stalls: the latter is not waited for.
      const patience = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
    });

  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      listening = portOf(server);
      resolve({
        url: `http://127.0.0.1:${listening}`,
        port: listening,
        close() {
          closed ??= close();
          return closed;
        },
      });
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Only this header comes as a list in Node, and no AWS protocol knows it. */
function toHeaders({ headers }: IncomingMessage): Record<string, string | undefined> {
  const { "set-cookie": _, ...single } = headers;
  return single as Record<string, string | undefined>;
}

function send(response: ServerResponse, { status, headers, body }: EngineResponse): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
}
