// squiss-ts: JSON read by itself, deletions by ten; eight instances on one client as of sqs-consumer, for each has one receive under
// way at a time.

import { SQS } from "@aws-sdk/client-sqs";
import { type Message, Squiss } from "squiss-ts";
import { IN_HAND, lowQueueUrl, type OnJob } from "./consumer.ts";

const INSTANCES = 8;

export async function squiss(onJob: OnJob): Promise<void> {
  const sqs = new SQS();
  for (let instance = 0; instance < INSTANCES; instance += 1) {
    const consumer = new Squiss({
      SQS: sqs,
      queueUrl: lowQueueUrl(),
      bodyFormat: "json",
      maxInFlight: IN_HAND / INSTANCES,
      receiveBatchSize: 10,
      deleteBatchSize: 10,
    });
    consumer.on("message", (message: Message) => {
      onJob();
      void message.del();
    });
    consumer.on("error", (error: Error) => {
      throw error;
    });
    await consumer.start();
  }
}
