import { expect, test } from "vitest";
import { NO_FAULTS } from "../../../lib/engine/faults.ts";
import type { Message } from "../../../lib/engine/sqs/message.ts";
import { NO_ATTRIBUTES } from "../../../lib/engine/sqs/message-attributes.ts";
import { createQueue } from "../../../lib/engine/sqs/queue.ts";
import { toSettings } from "../../../lib/engine/sqs/queue-settings.ts";
import { createManualClock, settle } from "../../support/manual-clock.ts";

// Against the queue itself, which takes any number in one call: through the SDK it would be 24,000 requests.
test("120,000 messages may be in flight: a short poll past that is refused, a long one waits for room", async () => {
  const clock = createManualClock();
  const queue = createQueue({
    name: "jobs",
    arn: "arn",
    settings: toSettings(new Map()),
    tags: new Map(),
    clock,
    findByArn: () => undefined,
    faults: () => NO_FAULTS,
  });
  const demand = { limit: 200_000, visibilitySeconds: 30, waitSeconds: 0, signal: undefined };
  queue.send(Array.from({ length: 120_001 }, (_, n) => ({ message: createMessage(n, clock.now()), delaySeconds: 0 })));

  const received = await queue.receive(demand);
  expect(received).toHaveLength(120_000);
  expect(() => queue.receive(demand)).toThrowError(expect.objectContaining({ code: "OverLimit" }));

  const woken: string[] = [];
  const poll = Promise.resolve(queue.receive({ ...demand, waitSeconds: 20 })).then((messages) => {
    for (const { message } of messages) woken.push(message.id);
  });
  await settle();
  expect(woken).toEqual([]);
  queue.delete(received[0]?.handle ?? "");
  await poll;
  expect(woken).toEqual(["120000"]);
});

test("a FIFO queue may have as many, and past that a short poll gets nothing", async () => {
  const clock = createManualClock();
  const queue = createQueue({
    name: "jobs.fifo",
    arn: "arn",
    settings: toSettings(new Map([["FifoQueue", "true"]])),
    tags: new Map(),
    clock,
    findByArn: () => undefined,
    faults: () => NO_FAULTS,
  });
  const demand = { limit: 200_000, visibilitySeconds: 30, waitSeconds: 0, signal: undefined };
  const messages = Array.from({ length: 120_001 }, (_, n) => createMessage(n, clock.now()));
  queue.send(
    messages.map((message) => ({
      message: { ...message, groupId: `group-${Number(message.id) % 1_000}`, deduplicationId: message.id },
      delaySeconds: 0,
    })),
  );

  expect(await queue.receive(demand)).toHaveLength(120_000);
  expect(await queue.receive(demand)).toEqual([]);
});

function createMessage(n: number, sentAt: number): Message {
  const absent = { attributes: NO_ATTRIBUTES, traceHeader: undefined, groupId: undefined, deduplicationId: undefined };
  return { id: String(n), body: "x", bodyMd5: "", sentAt, ...absent };
}
