// The broker that a client posts to, by its mode.

import { createBackgroundBroker } from "./background-broker.ts";
import type { Catalog } from "./catalog.ts";
import type { ClientPorts, DrainOptions, Settings } from "./client.ts";
import { resolveMode } from "./environment.ts";
import { ErrandError, show } from "./errors.ts";
import type { Listener } from "./events.ts";
import { createInlineBroker } from "./inline-broker.ts";
import type { Broker } from "./ports.ts";

/** A broker, and the wait for what it runs itself. */
export interface ClientBroker {
  readonly send: Broker["send"];
  drain(options: DrainOptions): Promise<void>;
}

/** What a broker that runs jobs itself needs: the client's ports, and the jobs that it has enqueued. */
export interface LocalPorts extends ClientPorts {
  readonly emit: Listener;
  readonly catalog: Catalog;
}

/** @throws `ErrandError` `not_configured` or `invalid_option`. */
export async function createBroker(settings: Settings, ports: LocalPorts): Promise<ClientBroker> {
  const mode = resolveMode(settings.mode, ports.environment);
  switch (mode) {
    case "inline":
      return createInlineBroker(ports);
    case "background":
      return createBackgroundBroker(ports, expectConcurrency(settings.concurrency ?? 10));
    case "sqs":
      return { send: (await ports.connect(ports.environment)).send, drain: async () => {} };
    default:
      return mode satisfies never;
  }
}

function expectConcurrency(concurrency: number): number {
  if (Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 1000) return concurrency;
  throw new ErrandError(
    "invalid_option",
    `configure({ concurrency }) must be a whole number from 1 to 1000, got ${show(concurrency)}. To use 10, leave it out.`,
  );
}
