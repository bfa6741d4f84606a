import { expect, test } from "vitest";
import { toTopology } from "../../lib/core/topology.ts";

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

test("crashes and throttles have room before SQS itself gives a message up, within what SQS allows", () => {
  for (const { maxReceiveCount } of toTopology().queues) {
    expect(maxReceiveCount).toBeGreaterThanOrEqual(10);
    expect(maxReceiveCount).toBeLessThanOrEqual(1000);
  }
});
