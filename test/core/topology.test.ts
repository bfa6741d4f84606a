import { expect, test } from "vitest";
import { type PlannedJob, toTopology } from "../../lib/core/topology.ts";

test.each([1, 60, 900])(
  "the numbers of a topology with a timeout of %d seconds fit together",
  (functionTimeoutSeconds) => {
    for (const queue of toTopology({ functionTimeoutSeconds }).queues) {
      expect(queue.visibilitySeconds).toBeGreaterThanOrEqual(6 * functionTimeoutSeconds + queue.batchingWindowSeconds);
      expect(queue.visibilitySeconds).toBeLessThanOrEqual(43_200);
      expect(queue.deadRetentionSeconds).toBeGreaterThan(queue.retentionSeconds);
      expect(queue.deadRetentionSeconds).toBeLessThanOrEqual(1_209_600);
    }
  },
);

test("high and low each have a queue and a dead-letter queue of their own", () => {
  const { queues } = toTopology({ prefix: "gazette" });
  expect(queues.flatMap(({ name, deadName }) => [name, deadName])).toEqual([
    "gazette-high",
    "gazette-high-dead",
    "gazette-low",
    "gazette-low-dead",
  ]);
});

test.each([
  [1, 1000],
  [60, 840],
  [900, 56],
])(
  "with a timeout of %d seconds SQS itself gives a message up after %d receives, before its age does",
  (timeout, receives) => {
    for (const queue of toTopology({ functionTimeoutSeconds: timeout }).queues) {
      expect(queue.maxReceiveCount).toBe(receives);
      expect(2 * queue.maxReceiveCount * queue.visibilitySeconds).toBeLessThanOrEqual(queue.retentionSeconds);
      // Four runs of a killer, and as many receives again for each copy.
      expect(queue.maxReceiveCount).toBeGreaterThan(20);
    }
  },
);

test("high and low each have an event source of their own, and its window is in the visibility timeout", () => {
  const high = { batchSize: 1, maximumConcurrency: 50 };
  const low = { batchSize: 500, batchingWindowSeconds: 20 };
  const { queues } = toTopology({ functionTimeoutSeconds: 10, eventSources: { high, low } });
  expect(queues).toMatchObject([
    { batchSize: 1, batchingWindowSeconds: 0, maximumConcurrency: 50, visibilitySeconds: 60 },
    { batchSize: 500, batchingWindowSeconds: 20, maximumConcurrency: undefined, visibilitySeconds: 120 },
  ]);
});

test.each([
  [{ batchSize: 0 }, '"batchSize" must be a whole number from 1 to 10,000, got 0'],
  [{ batchSize: 10_001 }, "from 1 to 10,000, got 10001"],
  [{ batchSize: 11 }, 'needs a "batchingWindowSeconds" of at least 1, got 11 and 0'],
  [{ batchingWindowSeconds: 301 }, "from 0 to 300, got 301"],
  [{ maximumConcurrency: 1 }, "from 2 to 1,000, got 1"],
  [{ batchsize: 5 } as object, 'has no option "batchsize"'],
])("an event source that Lambda would refuse is refused: %o", (low, message) => {
  expect(() => toTopology({ eventSources: { low } })).toThrow(message);
});

test.each([
  [undefined, 60],
  [90, 95],
  [90.5, 96],
  [3600, 900],
])(
  "of a job that may take %s seconds the function's timeout is %d, for Lambda takes whole ones, and 900 at most",
  (timeout, seconds) => {
    const job: PlannedJob = { name: "a", priority: "low", timeoutSeconds: timeout, schedules: [] };
    expect(toTopology({ definitions: [job] }).functionTimeoutSeconds).toBe(seconds);
  },
);
