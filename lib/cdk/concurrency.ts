// How many invocations run at once for each queue, and how many of the account's are kept for them.

import { ErrandError, show } from "../core/errors.ts";
import { INVOCATIONS_A_POLLER } from "../core/event-source-options.ts";
import { expectKnownKeys, isWhole, refuse } from "../core/options.ts";
import type { Priority } from "../core/ports.ts";

/** Pollers that are always there for a queue, in place of a bound: faster to grow, and paid for by the hour. */
export interface Pollers {
  /** 2 to 200. */
  readonly min: number;
  /** 2 to 2,000, and at least `min`. */
  readonly max: number;
}

/** Invocations at once, 2 to 1,000; or provisioned pollers. */
export type QueueConcurrency = number | { readonly pollers: Pollers };

export type ConcurrencyOptions = Readonly<Partial<Record<Priority, QueueConcurrency>>>;

/** What one queue's event source mapping is told, and what it can take of the function's concurrency. */
export interface ConcurrencyPlan {
  readonly maximumConcurrency: number | undefined;
  readonly pollers: Pollers | undefined;
  /** Invocations at once at most. */
  readonly invocations: number;
}

/** Enough for a start, and little beside an account's usual 1,000. */
const USUAL = 10;

/** AWS's bounds. API reference: Lambda, ScalingConfig and ProvisionedPollerConfig. */
const INVOCATIONS = { min: 2, max: 1000 };
const POLLERS = { leastMin: 2, mostMin: 200, mostMax: 2000 };

/** @throws `ErrandError` `invalid_option`. */
export function toConcurrency(options: ConcurrencyOptions = {}): Readonly<Record<Priority, ConcurrencyPlan>> {
  expectKnownKeys(options, ["high", "low"], "JobQueues: concurrency");
  const { high = USUAL, low = USUAL } = options;
  return { high: toPlan(high, "concurrency.high"), low: toPlan(low, "concurrency.low") };
}

function toPlan(given: QueueConcurrency, where: string): ConcurrencyPlan {
  if (typeof given === "object" && given !== null) {
    expectKnownKeys(given, ["pollers"], `JobQueues: ${where}`);
    const { pollers } = given;
    expectPollers(pollers, `JobQueues: ${where}.pollers`);
    return { maximumConcurrency: undefined, pollers, invocations: pollers.max * INVOCATIONS_A_POLLER };
  }
  const { min, max } = INVOCATIONS;
  if (!isWhole(given, min, max)) {
    throw refuse(
      `JobQueues: ${where}`,
      `a whole number from ${min} to ${max.toLocaleString("en")}, which AWS's maximum concurrency is, or { pollers: { min, max } }`,
      given,
      given === 1
        ? "For one job at a time use a queue with fifo: true, which runs a group's jobs one after the other."
        : undefined,
    );
  }
  return { maximumConcurrency: given, pollers: undefined, invocations: given };
}

function expectPollers(pollers: unknown, where: string): asserts pollers is Pollers {
  expectKnownKeys(pollers, ["min", "max"], where);
  const { min, max } = pollers as Partial<Pollers>;
  const { leastMin, mostMin, mostMax } = POLLERS;
  if (isWhole(min, leastMin, mostMin) && isWhole(max, min, mostMax)) return;
  throw new ErrandError(
    "invalid_option",
    `${where} must have a whole "min" from ${leastMin} to ${mostMin} and a whole "max" from it to ${mostMax.toLocaleString("en")}, ` +
      `got ${show(min)} and ${show(max)}. Give { min: 2, max: 20 }.`,
  );
}
