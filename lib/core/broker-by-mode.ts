// The broker that a client posts to, by its mode.

import type { ClientBroker, LocalWorld } from "./client-broker.ts";
import { guarded } from "./emit.ts";
import { resolveMode } from "./resolve-mode.ts";
import type { ClientWorld, Settings } from "./settings.ts";

/**
 * What runs jobs is loaded only where it is asked for: a program that posts to SQS carries none of it.
 *
 * @throws `ErrandError` `not_configured` or `invalid_option`.
 */
export async function createBroker(settings: Settings, world: ClientWorld): Promise<ClientBroker> {
  const mode = resolveMode(settings.mode, world.environment);
  switch (mode) {
    case "inline": {
      const { createInlineBroker } = await import("./inline-broker.ts");
      return createInlineBroker(await withListener(settings, world));
    }
    case "background": {
      const { createBackgroundBroker } = await import("./background-broker.ts");
      return createBackgroundBroker(await withListener(settings, world), settings.concurrency ?? 10);
    }
    case "fake": {
      const { createFakeBroker } = await import("./fake-broker.ts");
      return createFakeBroker(world);
    }
    case "sqs": {
      const { createRemoteBroker } = await import("./remote-broker.ts");
      return createRemoteBroker(await world.connect(world.environment), world);
    }
    default:
      return mode satisfies never;
  }
}

async function withListener(settings: Settings, world: ClientWorld): Promise<LocalWorld> {
  return { ...world, emit: guarded(settings.onEvent ?? (await world.loadListener())) };
}
