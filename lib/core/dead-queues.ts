// What looking after the dead works with: the dead-letter queues of a client's world, and the way back to its queues.

import type { Environment } from "./environment.ts";
import { ErrandError } from "./errors.ts";
import type { Inspector } from "./inspector.ts";
import { lazyQueues } from "./lazy-queues.ts";
import { onceLoaded } from "./once-loaded.ts";
import type { Blobs, Broker, Clock, Limits, Priority } from "./ports.ts";
import { queueUrl } from "./queue-url.ts";
import type { Settings } from "./settings.ts";
import { type Signatures, signaturesOf } from "./signatures.ts";
import type { ClientWorld } from "./world.ts";

/** A caller whose clock is behind must find what is dead already. */
const CLOCK_SKEW_MS = 60_000;

export interface DeadQueues {
  readonly inspector: Inspector;
  /** Joined when something is first sent back. */
  readonly broker: Broker;
  /** The priorities whose dead-letter queues are to be read: one, where both have the same. */
  readonly priorities: readonly Priority[];
  readonly environment: Environment;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly signatures: Signatures | undefined;
  /** As of `Kernel`. */
  readonly blobs: () => Promise<Blobs | undefined>;
  /** When this call began, milliseconds since 1970, and what the queues' clock may be ahead: what died later is none of its business. */
  readonly startedAt: number;
}

/** The world of a client, and the way to its dead-letter queues; without the rest where it was no client. */
export type DeadWorld = { readonly settings?: Settings } & Partial<ClientWorld>;

/** @throws `ErrandError` `invalid_option` for what is no client; `not_configured` where the environment does not name the queues. */
export async function reachDeadQueues({
  inspect,
  connect,
  environment,
  limits,
  clock,
  connectBlobs,
  settings = {},
}: DeadWorld): Promise<DeadQueues> {
  if (!connect || !environment || !limits || !clock || !inspect) throw noClient();
  const deadUrls = new Map<string, Priority>();
  for (const priority of ["high", "low"] as const) {
    deadUrls.set(queueUrl(environment, priority, "dead"), priority);
    queueUrl(environment, priority, "queue"); // tells which letters come from it, and takes them back
  }
  const inspector = await inspect(environment);
  const queues = lazyQueues(() => connect(environment));
  const signatures = signaturesOf(environment, settings, clock);
  return {
    inspector,
    broker: signatures?.seal(queues) ?? queues,
    priorities: [...deadUrls.values()],
    environment,
    limits: signatures?.within(limits) ?? limits,
    clock,
    signatures,
    blobs: onceLoaded(async () => connectBlobs?.(environment)),
    startedAt: clock.now() + CLOCK_SKEW_MS,
  };
}

function noClient(): ErrandError {
  return new ErrandError(
    "invalid_option",
    "deadJobs(client) must get what createClient returns, got something else. For this process's own client, leave it out.",
  );
}
