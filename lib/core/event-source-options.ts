// How a queue's messages reach the handler, checked by the rules of Lambda's event source mapping.

import { ErrandError, show } from "./errors.ts";
import { expectKnownKeys, isWhole } from "./options.ts";

/** What may be chosen for one queue's event source. */
export interface EventSourceSettings {
  /** Messages a batch at most: 1 to 10,000; default 10. Above 10 it needs a batching window. */
  readonly batchSize?: number | undefined;
  /** How long a batch that isn't full is waited for: 0 to 300 whole seconds; default 0. */
  readonly batchingWindowSeconds?: number | undefined;
  /** Invocations at once: 2 to 1,000; default: no bound of its own. */
  readonly maximumConcurrency?: number | undefined;
}

/** The settings with nothing left open but the bound that need not be. */
export interface EventSourcePlan {
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly maximumConcurrency: number | undefined;
}

/** What one provisioned poller invokes at once at most. Lambda guide, "Configuring scaling behavior for SQS event source mappings". */
export const INVOCATIONS_A_POLLER = 10;

/** What a batch may hold without a batching window: what one receive brings. Lambda guide, "SQS event source mappings". */
export const MOST_WITHOUT_WINDOW = 10;

/** @throws `ErrandError` `invalid_option`. */
export function toEventSourcePlan(settings: EventSourceSettings, where: string): EventSourcePlan {
  expectKnownKeys(settings, ["batchSize", "batchingWindowSeconds", "maximumConcurrency"], where);
  const { batchSize = 10, batchingWindowSeconds = 0, maximumConcurrency } = settings;
  expectWhole(batchSize, 1, 10_000, `${where}: "batchSize"`);
  expectWhole(batchingWindowSeconds, 0, 300, `${where}: "batchingWindowSeconds"`);
  if (maximumConcurrency !== undefined) expectWhole(maximumConcurrency, 2, 1000, `${where}: "maximumConcurrency"`);
  if (batchSize > MOST_WITHOUT_WINDOW && batchingWindowSeconds < 1) {
    throw new ErrandError(
      "invalid_option",
      `${where}: a "batchSize" above ${MOST_WITHOUT_WINDOW} needs a "batchingWindowSeconds" of at least 1, got ${batchSize} ` +
        `and ${batchingWindowSeconds}. Set the window, or make the batch smaller.`,
    );
  }
  return { batchSize, batchingWindowSeconds, maximumConcurrency };
}

function expectWhole(value: unknown, min: number, max: number, what: string): void {
  if (isWhole(value, min, max)) return;
  throw new ErrandError(
    "invalid_option",
    `${what} must be a whole number from ${min} to ${max.toLocaleString("en")}, got ${show(value)}. For the default, leave it out.`,
  );
}
