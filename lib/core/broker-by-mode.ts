// The broker that a client posts to, by its mode.

import type { Catalog } from "./catalog.ts";
import type { ClientBroker } from "./client-broker.ts";
import { guarded } from "./emit.ts";
import { resolveMode } from "./environment.ts";
import { ErrandError, show } from "./errors.ts";
import type { ClientWorld, Settings } from "./settings.ts";

/**
 * What runs jobs is loaded only where it is asked for: a program that posts to SQS carries none of it.
 *
 * @throws `ErrandError` `not_configured` or `invalid_option`.
 */
export async function createBroker(
  settings: Settings,
  world: ClientWorld & { readonly catalog: Catalog },
): Promise<ClientBroker> {
  const mode = resolveMode(settings.mode, world.environment);
  switch (mode) {
    case "inline": {
      const { createInlineBroker } = await import("./inline-broker.ts");
      return createInlineBroker(await withListener(settings, world));
    }
    case "background": {
      const concurrency = expectConcurrency(settings.concurrency ?? 10);
      const { createBackgroundBroker } = await import("./background-broker.ts");
      return createBackgroundBroker(await withListener(settings, world), concurrency);
    }
    case "sqs":
      return { send: (await world.connect(world.environment)).send, drain: async () => {} };
    default:
      return mode satisfies never;
  }
}

async function withListener<World extends ClientWorld>(settings: Settings, world: World) {
  return { ...world, emit: guarded(settings.onEvent ?? (await world.loadListener())) };
}

function expectConcurrency(concurrency: number): number {
  if (Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 1000) return concurrency;
  throw new ErrandError(
    "invalid_option",
    `configure({ concurrency }) must be a whole number from 1 to 1000, got ${show(concurrency)}. To use 10, leave it out.`,
  );
}
