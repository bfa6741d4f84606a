// A kernel for tests: recorded broker and events, a clock that stands still, chance that is always in the middle.

import { type Jobs, toCatalog } from "../../lib/core/catalog.ts";
import type { ErrandEvent } from "../../lib/core/events.ts";
import { type Kernel, MOST_HOPS } from "../../lib/core/kernel.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { createRecordingBroker } from "./recording-broker.ts";

export const START = Date.parse("2026-11-21T10:00:00.000Z");

export function aKernel(jobs: Jobs) {
  const clock = createManualClock(START);
  const broker = createRecordingBroker();
  const events: ErrandEvent[] = [];
  const kernel: Kernel = {
    catalog: toCatalog(jobs),
    broker,
    inbox: broker,
    mostHops: MOST_HOPS,
    limits: { delaySeconds: 900, messageBytes: 1_048_576 },
    clock,
    random: () => 0.5,
    emit: (event) => void events.push(event),
  };
  return { kernel, clock, broker, events };
}
