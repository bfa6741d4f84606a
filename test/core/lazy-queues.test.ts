import { expect, test } from "vitest";
import { lazyQueues } from "../../lib/core/lazy-queues.ts";
import { createRecordingBroker } from "../support/recording-broker.ts";

const post = { id: "a", body: "{}", priority: "low", delaySeconds: 0 } as const;

function aLazyBroker(failures: number) {
  const broker = createRecordingBroker();
  let joins = 0;
  const lazy = lazyQueues(async () => {
    joins += 1;
    if (joins <= failures) throw new Error("SQS is away");
    return broker;
  });
  return { lazy, broker, joins: () => joins };
}

test("the broker is joined at the first use, once, also by several uses at once", async () => {
  const { lazy, broker, joins } = aLazyBroker(0);
  expect(joins()).toBe(0);
  const [answers] = await Promise.all([lazy.send([post]), lazy.retry(post), lazy.bury(post)]);
  await lazy.retry(post);
  expect(answers).toEqual([{ ok: true }]);
  expect([broker.sent, broker.retried, broker.buried]).toEqual([[post], [post, post], [post]]);
  expect(joins()).toBe(1);
});

test("a join that failed is told to who asked, and tried anew at the next use", async () => {
  const { lazy, broker, joins } = aLazyBroker(2);
  await expect(lazy.retry(post)).rejects.toThrow("SQS is away");
  await expect(lazy.bury(post)).rejects.toThrow("SQS is away");
  await lazy.retry(post);
  await lazy.bury(post);
  expect([broker.retried, broker.buried]).toEqual([[post], [post]]);
  expect(joins()).toBe(3);
});
