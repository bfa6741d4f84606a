import { expect, onTestFinished, test } from "vitest";
import { type EventSourceOptions, startEventSource } from "../../../lib/engine/event-source/event-source.ts";
import type { SourceMessage } from "../../../lib/engine/event-source/sqs-event.ts";
import { createManualClock, settle } from "../../../lib/testing/manual-clock.ts";

const QUEUE_ARN = "arn:aws:sqs:eu-west-1:000000000000:errand-low";

const aMessage = (id: string): SourceMessage => ({ MessageId: id, ReceiptHandle: `handle-${id}`, Body: `body-${id}` });
const aBatch = (...ids: string[]) => ids.map(aMessage);

/** A poller on a queue that gives these batches, or fails with these errors, and is empty afterwards; deleting may be refused. */
function start(
  given: readonly (readonly SourceMessage[] | Error)[],
  {
    answer = () => undefined,
    ...changes
  }: Partial<EventSourceOptions> & { readonly answer?: (event: unknown) => unknown } = {},
  refusal?: Error,
) {
  const clock = createManualClock();
  const coming = [...given];
  const polls: number[] = [];
  const removed: string[][] = [];
  const events: unknown[] = [];
  const problems: string[] = [];
  const source = {
    async receive(count: number, waitSeconds: number) {
      polls.push(count);
      const next = coming.shift() ?? [];
      if (next instanceof Error) throw next;
      if (next.length === 0) await new Promise<void>((resolve) => void clock.after(waitSeconds * 1000, resolve));
      return next;
    },
    async remove(messages: readonly SourceMessage[]) {
      if (refusal !== undefined) throw refusal;
      removed.push(messages.map(({ MessageId }) => MessageId ?? ""));
    },
  };
  const options: EventSourceOptions = {
    source,
    queueArn: QUEUE_ARN,
    visibilitySeconds: 360,
    batchSize: 10,
    batchingWindowSeconds: 0,
    waitSeconds: 1,
    concurrency: 1,
    reportBatchItemFailures: true,
    async invoke(event) {
      events.push(event);
      return { kind: "answered", response: await answer(event) };
    },
    clock,
    random: () => 0.5,
    onProblem: (problem) => void problems.push(problem),
    ...changes,
  };
  const poller = startEventSource(options);
  const stop = async (): Promise<void> => {
    const stopped = poller.stop();
    await clock.advance(10_000);
    await stopped;
  };
  onTestFinished(stop);
  return { poller, source, clock, polls, removed, events, problems, stop };
}

test("a batch is handed to the function as Lambda hands it, then deleted", async () => {
  const message = {
    ...aMessage("a"),
    MD5OfBody: "0cc175b9c0f1b6a831c399e269772661",
    Attributes: { ApproximateReceiveCount: "1" },
    MessageAttributes: { kind: { DataType: "Binary", BinaryValue: new Uint8Array([1, 2, 3]) } },
  };
  const { events, removed, problems } = start([[message, aMessage("b")]]);
  await settle();

  expect(events).toEqual([
    {
      Records: [
        {
          messageId: "a",
          receiptHandle: "handle-a",
          body: "body-a",
          attributes: { ApproximateReceiveCount: "1" },
          messageAttributes: {
            kind: { binaryValue: "AQID", stringListValues: [], binaryListValues: [], dataType: "Binary" },
          },
          md5OfBody: "0cc175b9c0f1b6a831c399e269772661",
          eventSource: "aws:sqs",
          eventSourceARN: QUEUE_ARN,
          awsRegion: "eu-west-1",
        },
        expect.objectContaining({ messageId: "b", body: "body-b" }),
      ],
    },
  ]);
  expect(removed).toEqual([["a", "b"]]);
  expect(problems).toEqual([]);
});

test("what the function returns stays in the queue, the rest of the batch is deleted", async () => {
  const { removed } = start([aBatch("a", "b", "c")], {
    answer: () => ({ batchItemFailures: [{ itemIdentifier: "b" }] }),
  });
  await settle();
  expect(removed).toEqual([["a", "c"]]);
});

test("an answer that can't be read returns the whole batch", async () => {
  const { removed } = start([aBatch("a", "b")], {
    answer: () => ({ batchItemFailures: [{ itemIdentifier: "nobody" }] }),
  });
  await settle();
  expect(removed).toEqual([]);
});

test("a function that fails keeps its batch, and it is said when the messages come again", async () => {
  const outcomes: (() => unknown)[] = [
    () => {
      throw new TypeError("no such thing");
    },
    () => undefined,
  ];
  const { removed, problems } = start([aBatch("a", "b"), aBatch("c")], { answer: () => outcomes.shift()?.() });
  await settle();

  expect(problems).toEqual([
    "The function failed with a batch of 2, which comes again within 360 s, when its visibility timeout is over: " +
      "TypeError: no such thing",
  ]);
  expect(removed).toEqual([["c"]]);
});

test("messages that can't be deleted are told of, and the next batch is taken", async () => {
  const { events, problems } = start([aBatch("a"), aBatch("b")], {}, new Error("1 of 1 messages were not deleted"));
  await settle();
  expect(events).toHaveLength(2);
  expect(problems).toEqual(Array.from({ length: 2 }, () => "Error: 1 of 1 messages were not deleted"));
});

test("an endpoint that fails is asked again, after pauses that grow up to five seconds", async () => {
  const down = Object.assign(new Error("connect ECONNREFUSED"), { name: "NetworkError" });
  const { clock, polls, problems, removed } = start([...Array.from({ length: 8 }, () => down), aBatch("a")]);
  await settle();
  expect(problems).toEqual([
    `Receiving from ${QUEUE_ARN} failed: NetworkError: connect ECONNREFUSED. It is tried again.`,
  ]);

  // Half of 200, 400, 800, 1600, 3200 ms, and then of 5 s each: chance stands in the middle.
  for (const [index, pause] of [100, 200, 400, 800, 1600, 2500, 2500, 2500].entries()) {
    await clock.advance(pause - 1);
    expect(polls).toHaveLength(index + 1);
    await clock.advance(1);
    expect(polls.length).toBeGreaterThan(index + 1);
  }
  expect(removed).toEqual([["a"]]);
  expect(problems).toHaveLength(8);
});

test("a success in between makes the next pause a short one again", async () => {
  const down = new Error("down");
  const { clock, polls } = start([down, down, down, aBatch("a"), down]);
  await clock.advance(100 + 200 + 400);
  expect(polls).toHaveLength(5);
  await clock.advance(100);
  expect(polls).toHaveLength(6);
});

test("so many batches are under way at once as it is told, and no more", async () => {
  const answer = Promise.withResolvers<undefined>();
  const { polls, removed } = start([aBatch("a"), aBatch("b"), aBatch("c")], {
    concurrency: 2,
    batchSize: 7,
    answer: () => answer.promise,
  });
  await settle();
  expect(polls).toEqual([7, 7]);

  answer.resolve(undefined);
  await settle();
  expect(removed).toEqual([["a"], ["b"], ["c"]]);
});

test("stopping waits for the invocation under way, deletes what it finished, and takes no other batch", async () => {
  const answer = Promise.withResolvers<undefined>();
  const { poller, removed, polls } = start([aBatch("a"), aBatch("b")], { answer: () => answer.promise });
  await settle();

  let stopped = false;
  const stopping = Promise.all([poller.stop(), poller.stop()]).then(() => {
    stopped = true;
  });
  await settle();
  expect(stopped).toBe(false);

  answer.resolve(undefined);
  await stopping;
  expect(removed).toEqual([["a"]]);
  expect(polls).toHaveLength(1);
});

test("stopping waits for the poll under way: what it still brings is run", async () => {
  const arriving = Promise.withResolvers<readonly SourceMessage[]>();
  const removed: string[] = [];
  const { poller, events } = start([], {
    source: {
      receive: () => arriving.promise,
      remove: async (messages) => void removed.push(...messages.map(({ MessageId }) => MessageId ?? "")),
    },
  });
  const stopping = poller.stop();
  arriving.resolve(aBatch("late"));
  await stopping;
  expect(events).toHaveLength(1);
  expect(removed).toEqual(["late"]);
});
