import { ReceiptHandleIsInvalid } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createBench } from "./bench.ts";

async function withOneReceived(VisibilityTimeout = 30) {
  const bench = createBench();
  const queue = await bench.createQueue();
  await bench.send(queue, "x");
  return { bench, queue, first: await bench.receiveOne(queue, { VisibilityTimeout }) };
}

test("a message that is not deleted comes back after its visibility timeout", async () => {
  const { bench, queue, first } = await withOneReceived();

  await bench.clock.advance(29_999);
  expect(await bench.receive(queue)).toEqual([]);
  await bench.clock.advance(1);

  const again = await bench.receiveOne(queue, { MessageSystemAttributeNames: ["All"] });
  expect(again.MessageId).toBe(first.MessageId);
  expect(again.ReceiptHandle).not.toBe(first.ReceiptHandle);
  expect(again.Attributes).toMatchObject({
    ApproximateReceiveCount: "2",
    ApproximateFirstReceiveTimestamp: String(bench.clock.now() - 30_000),
  });
});

test("a message that comes back stands where it stood in line", async () => {
  const { bench, queue } = await withOneReceived(3);
  await bench.clock.advance(1_500);
  await bench.send(queue, "sent later");
  await bench.clock.advance(3_000);

  expect((await bench.receiveOne(queue)).Body).toBe("x");
});

test("a message that is deleted does not come back", async () => {
  const { bench, queue, first } = await withOneReceived();

  await bench.delete(queue, first);
  await bench.clock.advance(60_000);

  expect(await bench.receive(queue)).toEqual([]);
  expect(await bench.counts(queue)).toEqual([0, 0, 0]);
});

test("deleting twice succeeds twice", async () => {
  const { bench, queue, first } = await withOneReceived();

  await bench.delete(queue, first);

  await expect(bench.delete(queue, first)).resolves.toBeDefined();
});

test("a handle whose time is over still deletes, as long as nobody has received the message again", async () => {
  const { bench, queue, first } = await withOneReceived(1);
  await bench.clock.advance(2_000);

  await bench.delete(queue, first);

  expect(await bench.counts(queue)).toEqual([0, 0, 0]);
});

test("a stale handle succeeds, and does not delete the message that has been received again", async () => {
  const { bench, queue, first } = await withOneReceived();
  await bench.clock.advance(30_000);
  const second = await bench.receiveOne(queue);

  await bench.delete(queue, first);
  expect(await bench.counts(queue)).toEqual([0, 1, 0]);

  await bench.delete(queue, second);
  expect(await bench.counts(queue)).toEqual([0, 0, 0]);
});

test("a visibility of zero gives the message back at once", async () => {
  const { bench, queue, first } = await withOneReceived();

  await bench.changeVisibility(queue, first, 0);

  expect((await bench.receiveOne(queue)).MessageId).toBe(first.MessageId);
});

test("a longer visibility counts from now", async () => {
  const { bench, queue, first } = await withOneReceived();
  await bench.clock.advance(20_000);

  await bench.changeVisibility(queue, first, 60);

  await bench.clock.advance(59_999);
  expect(await bench.counts(queue)).toEqual([0, 1, 0]);
  await bench.clock.advance(1);
  expect(await bench.counts(queue)).toEqual([1, 0, 0]);
});

test("a handle whose time is over hides the message again", async () => {
  const { bench, queue, first } = await withOneReceived(1);
  await bench.clock.advance(2_000);

  await bench.changeVisibility(queue, first, 10);

  expect(await bench.counts(queue)).toEqual([0, 1, 0]);
});

test("visibility ends twelve hours after the receive, however often it is extended", async () => {
  const { bench, queue, first } = await withOneReceived();
  await bench.changeVisibility(queue, first, 43_200);
  await bench.clock.advance(3_600_000);

  await bench.changeVisibility(queue, first, 39_600);
  await expect(bench.changeVisibility(queue, first, 39_601)).rejects.toMatchObject({
    name: "InvalidParameterValue",
    message: expect.stringContaining("beyond the limit [43200 seconds]"),
  });
});

test.each([-1, 43_201])("a visibility of %d seconds is refused", async (seconds) => {
  const { bench, queue, first } = await withOneReceived();

  await expect(bench.changeVisibility(queue, first, seconds)).rejects.toMatchObject({ name: "InvalidParameterValue" });
});

test("changing the visibility of a deleted message is refused", async () => {
  const { bench, queue, first } = await withOneReceived();
  await bench.delete(queue, first);

  await expect(bench.changeVisibility(queue, first, 5)).rejects.toMatchObject({
    name: "InvalidParameterValue",
    message: expect.stringContaining("not available for visibility timeout change"),
  });
});

test("a handle that is none, or another queue's, is AWS's ReceiptHandleIsInvalid", async () => {
  const { bench, queue, first } = await withOneReceived();
  const other = await bench.createQueue("other");
  const wrong = [
    [queue, "garbage"],
    [queue, ""],
    [queue, `${first.ReceiptHandle}!`],
    [other, first.ReceiptHandle],
  ] as const;

  for (const [at, ReceiptHandle = ""] of wrong) {
    await expect(bench.delete(at, { ReceiptHandle })).rejects.toBeInstanceOf(ReceiptHandleIsInvalid);
    await expect(bench.changeVisibility(at, { ReceiptHandle }, 1)).rejects.toBeInstanceOf(ReceiptHandleIsInvalid);
  }
});
