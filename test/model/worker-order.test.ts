// Any arrival of high and low jobs, and in which order one worker starts them.

import { job } from "errand";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sqsIntake } from "../../lib/aws/sqs-intake.ts";
import { createClient } from "../../lib/core/client.ts";
import type { Priority } from "../../lib/core/ports.ts";
import { toTopology } from "../../lib/core/topology.ts";
import { createDirectClient } from "../../lib/engine/direct-client.ts";
import { createEngine, type Engine } from "../../lib/engine/engine.ts";
import { ORIGIN } from "../../lib/testing/harness-queues.ts";
import { createHarnessWorld } from "../../lib/testing/harness-world.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { createMemoryBlobs } from "../../lib/testing/memory-blobs.ts";
import { createWorkerWith } from "../../lib/worker/create-worker.ts";
import { AGED_SHARE } from "../../lib/worker/order.ts";
import { byValues } from "./by-values.ts";
import { prove, TIME_LIMIT } from "./hold.ts";
import { createPassing } from "./pass-time.ts";

interface Arrival {
  readonly priority: Priority;
  /** Milliseconds since the arrival before, and how long its jobs run. */
  readonly afterMs: number;
  readonly takesMs: number;
  /** How many come at once. */
  readonly count: number;
}

const anyArrivals = fc.array(
  fc.record<Arrival>({
    priority: fc.constantFrom("high", "low"),
    afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3000 })),
    takesMs: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 50, max: 4000 })),
    count: fc.integer({ min: 1, max: 15 }),
  }),
  { minLength: 1, maxLength: 20 },
);

interface Job {
  readonly priority: Priority;
  readonly arrivedAt: number;
  startedAt: number | undefined;
}

async function startsOf(arrivals: readonly Arrival[], concurrency: number, agingSeconds: number) {
  const clock = createManualClock();
  const jobs: Job[] = [];
  const started: Job[] = [];
  const broken: string[] = [];
  const work = job("work", async (index: number, takesMs: number) => {
    const one = jobs[index] as Job;
    one.startedAt = clock.now();
    if (one.priority === "low") broken.push(...whyNot(one, jobs, started, agingSeconds * 1000));
    started.push(one);
    await new Promise<void>((resolve) => void clock.after(takesMs, resolve));
  });

  let activity = 0;
  const engine = createEngine({ clock });
  const counted: Engine = {
    ...engine,
    async handle(request, signal) {
      activity += 1;
      return engine.handle(request, signal).finally(() => {
        activity += 1;
      });
    },
  };
  const world = createHarnessWorld({
    kept: createMemoryBlobs("harness"),
    jobs: [work],
    topology: toTopology(),
    engine,
    fenced: counted,
    clock,
    random: () => 0.5,
    loadListener: async () => () => {},
    onSent() {},
    onAcknowledged() {},
    onProblem() {},
  });
  await world.made;
  const sqs = byValues(createDirectClient(counted, ORIGIN));
  const worker = createWorkerWith(
    [work],
    { concurrency, aging: agingSeconds },
    {
      ...world,
      onEvent() {
        activity += 1;
      },
      connectIntake: async () => ({ ...sqsIntake(sqs, sqs, world.environment), close() {} }),
    },
  );
  const client = createClient({ mode: "sqs" }, world);
  const pass = createPassing({ clock, activity: () => activity });
  void worker.start();
  for (const { priority, afterMs, takesMs, count } of arrivals) {
    await pass(afterMs / 1000);
    const first = jobs.length;
    for (let each = 0; each < count; each += 1) jobs.push({ priority, arrivedAt: clock.now(), startedAt: undefined });
    const list = Array.from({ length: count }, (_, each) => [first + each, takesMs] as [number, number]);
    await client.enqueueMany(work, list, { priority });
  }
  await pass(20 * 60);
  expect(started).toHaveLength(jobs.length);
  const stopped = worker.stop();
  await pass(60);
  await stopped;
  return broken;
}

/** Nothing where it may start: no high one has been waiting, or it has aged, and enough high ones have started since the last. */
function whyNot(low: Job, jobs: readonly Job[], started: readonly Job[], agingMs: number): readonly string[] {
  const at = low.startedAt ?? 0;
  const waiting = jobs.filter(({ priority, arrivedAt, startedAt }) => {
    return priority === "high" && arrivedAt < at && startedAt === undefined;
  });
  if (waiting.length === 0) return [];
  const where = `a low one starts at ${at} while ${waiting.length} high ones wait`;
  if (at - low.arrivedAt < agingMs) return [`${where}, though it has waited for ${at - low.arrivedAt} ms only`];
  const before = started.slice(-(AGED_SHARE - 1)).filter(({ priority }) => priority === "high").length;
  return before === AGED_SHARE - 1 ? [] : [`${where}, after ${before} high ones only`];
}

test("no low job starts while a high one waits, but now and then one that has aged", {
  timeout: TIME_LIMIT,
}, async () => {
  const any = [anyArrivals, fc.integer({ min: 1, max: 12 }), fc.constantFrom(1, 10, 600)] as const;
  const property = fc.asyncProperty(...any, async (arrivals, concurrency, agingSeconds) => {
    expect(await startsOf(arrivals, concurrency, agingSeconds)).toEqual([]);
  });
  await prove(property, 60);
});
