// The endpoint that a local runner works on: the engine behind HTTP on loopback, or one that is already there.

import { ErrandError } from "../core/errors.ts";
import type { Clock } from "../core/ports.ts";
import { createEngine } from "../engine/engine.ts";
import { startHttpServer } from "../engine/http-server.ts";

export interface RunningEndpoint {
  readonly url: string;
  close(): Promise<void>;
}

/** @throws `ErrandError` `local_failed` when the port can't be had. */
export async function startEndpoint(
  endpoint: string | undefined,
  port: number,
  clock: Clock,
): Promise<RunningEndpoint> {
  if (endpoint !== undefined) return { url: endpoint, close: async () => {} };
  try {
    return await startHttpServer(createEngine({ clock }), { port });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ErrandError(
      "local_failed",
      `The engine can't listen on port ${port} of 127.0.0.1: ${why}. End what uses the port, or choose 0 to have a free one picked.`,
      { cause },
    );
  }
}
