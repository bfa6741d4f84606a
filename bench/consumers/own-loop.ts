// A loop on the SDK's client, eight side by side: receive ten, run them, delete them. What no consumer can do without.

import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { IN_HAND, lowQueueUrl, type OnJob } from "./consumer.ts";

const BATCH = 10;

export async function ownLoop(onJob: OnJob): Promise<void> {
  const sqs = new SQSClient();
  const QueueUrl = lowQueueUrl();
  const loop = async (): Promise<never> => {
    for (;;) {
      const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: BATCH, WaitTimeSeconds: 20 });
      const { Messages = [] } = await sqs.send(command);
      if (Messages.length === 0) continue;
      for (const { Body = "" } of Messages) {
        JSON.parse(Body);
        onJob();
      }
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  };
  for (let index = 0; index < IN_HAND / BATCH; index += 1) void loop();
}
