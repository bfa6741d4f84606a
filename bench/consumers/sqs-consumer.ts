// sqs-consumer: eight instances on one client, each with a handler of batches of ten, which has all of them deleted in one request.

import { SQSClient } from "@aws-sdk/client-sqs";
import { Consumer } from "sqs-consumer";
import { IN_HAND, lowQueueUrl, type OnJob } from "./consumer.ts";

const BATCH = 10;

export async function sqsConsumer(onJob: OnJob): Promise<void> {
  const sqs = new SQSClient();
  for (let instance = 0; instance < IN_HAND / BATCH; instance += 1) {
    const consumer = Consumer.create({
      queueUrl: lowQueueUrl(),
      sqs,
      batchSize: BATCH,
      handleMessageBatch: async (messages) => {
        for (const { Body = "" } of messages) {
          JSON.parse(Body);
          onJob();
        }
        return messages;
      },
    });
    consumer.on("error", fail);
    consumer.on("processing_error", fail);
    consumer.start();
  }
}

function fail(error: Error): never {
  throw error;
}
