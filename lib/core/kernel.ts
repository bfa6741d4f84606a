// What handling a delivery takes: the jobs, where messages go, time, chance, and who listens.

import type { Catalog } from "./catalog.ts";
import type { ErrandEvent } from "./events.ts";
import type { Broker, Clock, Limits } from "./ports.ts";

export interface Kernel {
  readonly catalog: Catalog;
  readonly broker: Broker;
  readonly limits: Limits;
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly emit: (event: ErrandEvent) => void;
}
