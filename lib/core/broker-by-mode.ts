// The broker that a client posts to, by its mode.

import type { ClientBroker, LocalWorld } from "./client-broker.ts";
import type { Restore } from "./context.ts";
import { guarded } from "./emit.ts";
import { resolveMode } from "./resolve-mode.ts";
import type { Settings } from "./settings.ts";
import { signaturesOf } from "./signatures.ts";
import type { ClientWorld } from "./world.ts";

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
      return createInlineBroker(await toLocalWorld(settings, world));
    }
    case "background": {
      const { createBackgroundBroker } = await import("./background-broker.ts");
      return createBackgroundBroker(await toLocalWorld(settings, world), settings.concurrency ?? 10);
    }
    case "fake": {
      const { createFakeBroker } = await import("./fake-broker.ts");
      return createFakeBroker(world);
    }
    case "sqs":
      return createSqsBroker(settings, world);
    default:
      return mode satisfies never;
  }
}

async function createSqsBroker(settings: Settings, world: ClientWorld): Promise<ClientBroker> {
  const { createRemoteBroker } = await import("./remote-broker.ts");
  const signatures = signaturesOf(world.environment, settings, world.clock);
  const above = settings.largeArgs?.above;
  const { whenUnavailable: strategies = ["throw"] } = settings;
  const isSpooling = strategies.includes("spool");
  const remote = createRemoteBroker(await world.connect(world.environment), { world, signatures, above, isSpooling });
  if (strategies[0] === "throw") return remote;
  const { createFallbackBroker } = await import("./fallback-broker.ts");
  return createFallbackBroker(remote, {
    strategies,
    spool: settings.spool,
    world: await toLocalWorld(settings, world),
  });
}

async function toLocalWorld(settings: Settings, world: ClientWorld): Promise<LocalWorld> {
  const emit = guarded(settings.onEvent ?? (await world.loadListener()));
  const { restore } = settings.context ?? {};
  return { ...world, emit, restore: () => restore as Restore | undefined };
}
