// What a client needs of the broker that its mode leads to.

import type { Catalog } from "./catalog.ts";
import type { Listener } from "./events.ts";
import type { Broker } from "./ports.ts";
import type { ClientWorld, DrainOptions } from "./settings.ts";

/** A broker, and the wait for what it runs itself. */
export interface ClientBroker {
  readonly send: Broker["send"];
  drain(options: DrainOptions): Promise<void>;
}

/** What a broker that runs jobs itself needs: the client's world, the jobs that it has enqueued, and who listens. */
export interface LocalWorld extends ClientWorld {
  readonly catalog: Catalog;
  readonly emit: Listener;
}
