// The endpoint that a local runner works on: the engine behind HTTP on loopback, or one that is already there.

import { type Endpoint, regionOf, toEngineEndpoint, toGivenEndpoint } from "../aws/endpoint.ts";
import type { Environment } from "../core/environment.ts";
import { ErrandError } from "../core/errors.ts";
import type { Clock } from "../core/ports.ts";
import { createEngine } from "../engine/engine.ts";
import { startHttpServer } from "../engine/http-server.ts";

export interface RunningEndpoint {
  readonly endpoint: Endpoint;
  close(): Promise<void>;
}

/** @throws `ErrandError` `local_failed` when the port can't be had. */
export async function startEndpoint(
  given: string | undefined,
  port: number,
  environment: Environment,
  clock: Clock,
): Promise<RunningEndpoint> {
  const region = regionOf(environment);
  if (given !== undefined) return { endpoint: toGivenEndpoint(given, region, environment), close: async () => {} };
  const engine = createEngine({ clock, region });
  try {
    const server = await startHttpServer(engine, { port });
    const close = async (): Promise<void> => {
      engine.close();
      await server.close();
    };
    return { endpoint: toEngineEndpoint(server.url, region), close };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ErrandError(
      "local_failed",
      `The engine can't listen on port ${port} of 127.0.0.1: ${why}. End what uses the port, or choose 0 to have a free one picked.`,
      { cause },
    );
  }
}
