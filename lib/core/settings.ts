// How a client works: what its user may set, and the world that it is joined to.

import type { Duration } from "./duration.ts";
import type { Environment } from "./environment.ts";
import type { Listener } from "./events.ts";
import { expectMode, type Mode } from "./mode.ts";
import { expectKnownKeys, expectListener, expectWhole } from "./options.ts";
import type { Inspector } from "./ports.ts";
import type { World } from "./world.ts";

/** How a client works. */
export interface Settings {
  /**
   * Where `.enqueue` leads. `inline`: runs at once, here; `background`: runs here after the caller goes on; `sqs`: posts
   * to the queue; `fake`: only records it, for tests (`enqueued` of `errand/testing`). Default: the variable `ERRAND_MODE`; else `sqs` where a queue variable is set; else `inline` where
   * `NODE_ENV` is `test`; else enqueueing fails with `not_configured`.
   */
  readonly mode?: Mode | undefined;
  /** How many jobs run at once in mode `background`: 1 to 1,000; default 10. */
  readonly concurrency?: number | undefined;
  /** Hears every event; default: problems are written to standard error. */
  readonly onEvent?: Listener | undefined;
}

/** @throws `ErrandError` `invalid_option`. */
export function expectSettings(settings: Settings, where: string): Settings {
  expectKnownKeys(settings, ["mode", "concurrency", "onEvent"], `${where}(settings)`);
  const { mode, concurrency, onEvent } = settings;
  if (mode !== undefined) expectMode(mode, `${where}({ mode })`);
  if (concurrency !== undefined)
    expectWhole(concurrency, 1000, `${where}({ concurrency })`, "To use 10, leave it out.");
  expectListener(onEvent, where);
  return settings;
}

/** How long `drain` waits. */
export interface DrainOptions {
  /** The longest wait: 0 seconds to 10 years; default: as long as it takes. */
  readonly timeout?: Duration;
}

/** The world of a client. */
export interface ClientWorld extends World {
  /** Whether time passes only when somebody says so: then nobody is made to wait for it. Default: it passes by itself. */
  readonly isStandingStill?: boolean;
  /** The listener where jobs run in this process and the settings name none; loaded only then. */
  readonly loadListener: () => Promise<Listener>;
  /** Joins the dead-letter queues in place of SQS's; called when they are first looked at. */
  readonly inspect?: (environment: Environment) => Promise<Inspector>;
}
