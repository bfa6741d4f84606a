// How a client works: what its user may set, and the world that it is joined to.

import type { Duration } from "./duration.ts";
import type { Mode } from "./environment.ts";
import type { Listener } from "./events.ts";
import type { World } from "./world.ts";

/** How a client works. */
export interface Settings {
  /** Where `.enqueue` leads; default: see `ERRAND_MODE` in the README. */
  readonly mode?: Mode | undefined;
  /** How many jobs run at once in mode `background`: 1 to 1,000; default 10. */
  readonly concurrency?: number | undefined;
  /** Hears every event; default: problems are written to standard error. */
  readonly onEvent?: Listener | undefined;
}

/** How long `drain` waits. */
export interface DrainOptions {
  /** The longest wait: 0 seconds to 10 years; default: as long as it takes. */
  readonly timeout?: Duration;
}

/** The world of a client. */
export interface ClientWorld extends World {
  /** The listener where jobs run in this process and the settings name none; loaded only then. */
  readonly loadListener: () => Promise<Listener>;
}
