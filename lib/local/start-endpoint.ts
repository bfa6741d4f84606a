// The endpoint that a local runner works on: the engine behind HTTP on loopback, or one that is already there.

import { type Endpoint, toEngineEndpoint, toGivenEndpoint } from "../aws/endpoint.ts";
import { regionOf } from "../aws/region.ts";
import type { Environment } from "../core/environment.ts";
import { ErrandError } from "../core/errors.ts";
import type { Clock } from "../core/ports.ts";
import { createEngine, type Engine } from "../engine/engine.ts";
import { startHttpServer } from "../engine/http-server.ts";
import type { CheckedLocalOptions } from "./local-options.ts";

export interface RunningEndpoint {
  readonly endpoint: Endpoint;
  close(): Promise<void>;
}

/** @throws `ErrandError` `local_failed` when the port can't be had, or the data folder can't be used. */
export async function startEndpoint(
  { endpoint, port, data }: Pick<CheckedLocalOptions, "endpoint" | "port" | "data">,
  environment: Environment,
  clock: Clock,
  onProblem: (problem: string) => void,
): Promise<RunningEndpoint> {
  const region = regionOf(environment);
  if (endpoint !== undefined) {
    return { endpoint: toGivenEndpoint(endpoint, region, environment), close: async () => {} };
  }
  const journal = data === undefined ? undefined : await openData(data);
  let engine: Engine | undefined;
  const end = (): void => {
    engine?.close();
    journal?.close();
  };
  try {
    engine = createEngine({ clock, region, onProblem, ...(journal === undefined ? {} : { journal }) });
    const server = await startHttpServer(engine, { port });
    const close = async (): Promise<void> => {
      await server.close();
      end();
    };
    return { endpoint: toEngineEndpoint(server.url, region), close };
  } catch (cause) {
    end();
    const why = cause instanceof Error ? cause.message : String(cause);
    if (engine === undefined) throw new ErrandError("local_failed", why, { cause });
    throw new ErrandError(
      "local_failed",
      `The engine can't listen on port ${port} of 127.0.0.1: ${why}. End what uses the port, or choose 0 to have a free one picked.`,
      { cause },
    );
  }
}

/** Loaded here: whoever keeps nothing needs no SQLite. */
async function openData(folder: string) {
  const { openJournal } = await import("../engine/data/sqlite-journal.ts");
  try {
    return openJournal(folder);
  } catch (cause) {
    throw new ErrandError("local_failed", (cause as Error).message, { cause });
  }
}
