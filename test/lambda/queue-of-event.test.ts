import { job } from "errand";
import { expect, test } from "vitest";
import type { ErrandEvent } from "../../lib/core/events.ts";
import { createHandlerWith } from "../../lib/lambda/handler.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { START } from "../support/kernels.ts";
import { createRecordingBroker } from "../support/recording-broker.ts";

const URL_OF = (name: string) => `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`;

function aHandler(environment: Record<string, string>) {
  const broker = createRecordingBroker();
  const events: ErrandEvent[] = [];
  const fail = job("fail", () => {
    throw new Error("no");
  });
  const handler = createHandlerWith(
    { fail, fine: job("fine", () => 1) },
    {},
    {
      connect: async () => broker,
      environment,
      limits: { delaySeconds: 900, messageBytes: 1_048_576 },
      clock: createManualClock(START),
      random: () => 0.5,
      onEvent: (event) => events.push(event),
    },
  );
  const handle = (name: string, queue: string) =>
    handler({
      Records: [
        {
          messageId: "m",
          body: JSON.stringify({ function: name, args: [] }),
          eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
        },
      ],
    });
  return { handle, broker, events };
}

test.each([
  ["app-high", "high"],
  ["app-low", "low"],
])("a retry of a message from %s goes back there", async (queue, priority) => {
  const { handle, broker } = aHandler({
    ERRAND_HIGH_QUEUE_URL: URL_OF("app-high"),
    ERRAND_LOW_QUEUE_URL: URL_OF("app-low"),
  });
  expect(await handle("fail", queue)).toEqual({ batchItemFailures: [] });
  expect(broker.retried).toMatchObject([{ priority }]);
});

test("a message from a queue that the environment doesn't name runs, but a retry is not sent to another queue", async () => {
  const { handle, broker, events } = aHandler({ ERRAND_LOW_QUEUE_URL: URL_OF("app-low") });
  expect(await handle("fine", "app-high")).toEqual({ batchItemFailures: [] });
  expect(await handle("fail", "app-high")).toEqual({ batchItemFailures: [{ itemIdentifier: "m" }] });
  expect(broker.retried).toEqual([]);
  expect(events.at(-1)).toMatchObject({
    type: "delivery.returned",
    error: {
      message: expect.stringContaining("neither ERRAND_HIGH_QUEUE_URL nor ERRAND_LOW_QUEUE_URL names that queue"),
    },
    jobError: { message: "no" },
  });
});
