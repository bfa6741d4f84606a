// What handling a delivery takes: the jobs, where messages go, time, chance, and who listens.

import type { Catalog } from "./catalog.ts";
import type { Restore } from "./context.ts";
import type { ErrandEvent } from "./events.ts";
import type { Blobs, Broker, Clock, Inbox, Limits } from "./ports.ts";

/** How many jobs in a row may enqueue each other, where nobody says otherwise. */
export const MOST_HOPS = 1000;

export interface Kernel {
  readonly catalog: Catalog;
  readonly broker: Broker;
  readonly inbox: Inbox;
  readonly limits: Limits;
  readonly clock: Clock;
  /** How many jobs in a row may enqueue each other. */
  readonly mostHops: number;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly emit: (event: ErrandEvent) => void;
  /** How the application puts back what it has sent along; asked at each run. */
  readonly restore?: (() => Restore | undefined) | undefined;
  /** Where large arguments are stored, joined when one is asked for; gives none where none is set. */
  readonly blobs?: (() => Promise<Blobs | undefined>) | undefined;
}
