// What a harness may be told, checked and filled in.

import { type Jobs, toCatalog } from "../core/catalog.ts";
import { type Duration, TEN_YEARS_SECONDS, toSeconds } from "../core/duration.ts";
import { ErrandError, show } from "../core/errors.ts";
import type { EventSourceSettings } from "../core/event-source-options.ts";
import type { Listener } from "../core/events.ts";
import { expectKnownKeys, expectListener } from "../core/options.ts";
import type { Priority } from "../core/ports.ts";
import { type Topology, toTopology } from "../core/topology.ts";
import type { FaultKind } from "../engine/faults.ts";
import { START_AT } from "./manual-clock.ts";

/** How a harness works. */
export interface HarnessOptions {
  /** Where its clock stands at first; default: 1 January 2026, 12:00 UTC. */
  readonly startAt?: Date | undefined;
  /** Draws the backoffs, and the faults unless they name a seed of their own: a whole number; default 1. */
  readonly seed?: number | undefined;
  /** How long one invocation of the handler may take on the harness's clock: 1 to 900 seconds; default: derived from the jobs' timeouts, at least 60. A job with a longer one gets a whole invocation, and ends with it. */
  readonly timeout?: Duration | undefined;
  /** Batch size, window and concurrency for each queue; default: batches of 10, no window, 2 invocations at once. */
  readonly eventSources?: Readonly<Partial<Record<Priority, EventSourceSettings>>> | undefined;
  /**
   * How long a job may take in real time before the clock goes on without it: 0 seconds to 10 minutes; default 3
   * seconds. The harness waits for jobs that do real work; it can't see whether one waits for its clock instead.
   */
  readonly patience?: Duration | undefined;
  /** Hears every event. */
  readonly onEvent?: Listener | undefined;
}

export interface CheckedHarnessOptions {
  readonly startAt: number;
  readonly seed: number;
  readonly topology: Topology;
  readonly patienceMilliseconds: number;
  readonly onEvent: Listener;
}

/** What goes wrong, each with its rate: a share of the occasions, from 0 to 1. */
export interface FaultOrder extends Readonly<Partial<Record<FaultKind, number>>> {
  /** The same seed gives the same faults at the same occasions; default: the harness's own. */
  readonly seed?: number;
}

const KINDS: readonly FaultKind[] = ["duplicate", "reorder", "throttle", "loseResponse", "slowPoll", "killRun"];

/** @throws `ErrandError` `invalid_option`. */
export function checkHarnessOptions(jobs: Jobs, options: HarnessOptions): CheckedHarnessOptions {
  const where = "createHarness(jobs, options)";
  expectKnownKeys(options, ["startAt", "seed", "timeout", "eventSources", "patience", "onEvent"], where);
  const { startAt = new Date(START_AT), seed = 1, eventSources = {}, onEvent = () => {} } = options;
  expectListener(options.onEvent, "createHarness");
  expectKnownKeys(eventSources, ["high", "low"], "createHarness: eventSources");
  if (!(startAt instanceof Date) || Number.isNaN(startAt.getTime())) {
    throw refuse("startAt", "a valid Date", startAt, "To start on 1 January 2026, leave it out.");
  }
  const timeout = {
    what: 'createHarness: "timeout"',
    min: 1,
    max: 900,
    hint: "To have it derived from the jobs, leave it out.",
  };
  const patience = { what: 'createHarness: "patience"', min: 0, max: 600, hint: "To use 3 seconds, leave it out." };
  const functionTimeoutSeconds = options.timeout === undefined ? undefined : toSeconds(options.timeout, timeout);
  return {
    startAt: startAt.getTime(),
    seed: expectSeed(seed),
    topology: toTopology({ functionTimeoutSeconds, eventSources, definitions: toCatalog(jobs).values() }),
    patienceMilliseconds: toSeconds(options.patience ?? 3, patience) * 1000,
    onEvent,
  };
}

/** @throws `ErrandError` `invalid_option`. */
export function checkFaultOrder(order: FaultOrder): void {
  expectKnownKeys(order, [...KINDS, "seed"], "harness.faults(faults)");
  expectSeed(order.seed ?? 0, "harness.faults");
  for (const kind of KINDS) {
    const rate: unknown = order[kind] ?? 0;
    if (typeof rate === "number" && rate >= 0 && rate <= 1) continue;
    throw new ErrandError(
      "invalid_option",
      `harness.faults: "${kind}" must be a share of the occasions, 0 to 1, got ${show(rate)}. For none, leave it out.`,
    );
  }
}

/** The milliseconds of what `harness.advance` was given; @throws `ErrandError` `invalid_option`. */
export function toMilliseconds(duration: Duration): number {
  const hint = "To run what is due now, call harness.drain().";
  return toSeconds(duration, { what: "harness.advance(duration)", min: 0, max: TEN_YEARS_SECONDS, hint }) * 1000;
}

function expectSeed(seed: unknown, where = "createHarness"): number {
  if (Number.isSafeInteger(seed)) return seed as number;
  throw refuse("seed", "a whole number", seed, "Leave it out for the default.", where);
}

function refuse(name: string, expected: string, got: unknown, hint: string, where = "createHarness"): ErrandError {
  return new ErrandError("invalid_option", `${where}: "${name}" must be ${expected}, got ${show(got)}. ${hint}`);
}
