// The broker that a client posts to, by its mode.

import type { Catalog } from "./catalog.ts";
import type { ClientPorts, DrainOptions, Settings } from "./client.ts";
import { guarded } from "./emit.ts";
import { resolveMode } from "./environment.ts";
import { ErrandError, show } from "./errors.ts";
import type { Listener } from "./events.ts";
import type { Broker } from "./ports.ts";

/** A broker, and the wait for what it runs itself. */
export interface ClientBroker {
  readonly send: Broker["send"];
  drain(options: DrainOptions): Promise<void>;
}

/** What a broker that runs jobs itself needs: the client's ports, the jobs that it has enqueued, and who listens. */
export interface LocalPorts extends ClientPorts {
  readonly catalog: Catalog;
  readonly emit: Listener;
}

/**
 * What runs jobs is loaded only where it is asked for: a program that posts to SQS carries none of it.
 *
 * @throws `ErrandError` `not_configured` or `invalid_option`.
 */
export async function createBroker(
  settings: Settings,
  ports: ClientPorts & { readonly catalog: Catalog },
): Promise<ClientBroker> {
  const mode = resolveMode(settings.mode, ports.environment);
  switch (mode) {
    case "inline": {
      const { createInlineBroker } = await import("./inline-broker.ts");
      return createInlineBroker(await withListener(settings, ports));
    }
    case "background": {
      const concurrency = expectConcurrency(settings.concurrency ?? 10);
      const { createBackgroundBroker } = await import("./background-broker.ts");
      return createBackgroundBroker(await withListener(settings, ports), concurrency);
    }
    case "sqs":
      return { send: (await ports.connect(ports.environment)).send, drain: async () => {} };
    default:
      return mode satisfies never;
  }
}

async function withListener<Ports extends ClientPorts>(settings: Settings, ports: Ports) {
  return { ...ports, emit: guarded(settings.onEvent ?? (await ports.loadListener())) };
}

function expectConcurrency(concurrency: number): number {
  if (Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 1000) return concurrency;
  throw new ErrandError(
    "invalid_option",
    `configure({ concurrency }) must be a whole number from 1 to 1000, got ${show(concurrency)}. To use 10, leave it out.`,
  );
}
