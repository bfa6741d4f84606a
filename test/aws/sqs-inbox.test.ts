import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createSqsInbox } from "../../lib/aws/sqs-inbox.ts";
import { aDelivery } from "../support/deliveries.ts";
import { anEngineSqs } from "../support/engine-sqs.ts";

async function received(count: number) {
  const { client, clock, environment, pairs } = await anEngineSqs();
  const QueueUrl = pairs.low.url;
  for (let n = 0; n < count; n++) await client.send(new SendMessageCommand({ QueueUrl, MessageBody: `${n}` }));
  const receive = async () => {
    const messages = [];
    for (;;) {
      const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      if (Messages === undefined) return messages;
      messages.push(...Messages);
    }
  };
  const deliveries = (await receive()).map(({ ReceiptHandle = "" }) => aDelivery("{}", { receipt: ReceiptHandle }));
  const left = async () => {
    const AttributeNames = ["All" as const];
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return Number(Attributes?.["ApproximateNumberOfMessagesNotVisible"]);
  };
  return { inbox: createSqsInbox(client, environment), deliveries, receive, left, clock };
}

test("acknowledges any number, in requests that SQS takes", async () => {
  const { inbox, deliveries, left } = await received(25);
  await inbox.acknowledge(deliveries.slice(0, 23));
  expect(await left()).toBe(2);
});

test("tells when not all were acknowledged", async () => {
  const { inbox, deliveries, left } = await received(2);
  const wrong = aDelivery("{}", { receipt: "no handle" });
  await expect(inbox.acknowledge([...deliveries, wrong])).rejects.toThrow(
    /^1 of 3 messages were not deleted from .*errand-low, the first with ReceiptHandleIsInvalid: /,
  );
  expect(await left()).toBe(0);
});

test("hides a message for so long from now on", async () => {
  const { inbox, deliveries, receive, clock } = await received(1);
  await inbox.hide(deliveries[0] ?? aDelivery("{}"), 100);
  await clock.advance(99_999);
  expect(await receive()).toEqual([]);
  await clock.advance(1);
  expect(await receive()).toHaveLength(1);
});
