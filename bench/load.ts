// The load, one and the same for every server: the SDK's client, batches of ten, eight at once.

import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
  type SQSClientConfig,
} from "@aws-sdk/client-sqs";

const AT_ONCE = 8;
const BATCH = 10;
const BODY_BYTES = 200;

let queues = 0;

export function createSqsClient(config: SQSClientConfig): SQSClient {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return new SQSClient({ region: "us-east-1", credentials, maxAttempts: 1, ...config });
}

/** A queue for one measurement, gone after it. */
export async function withQueue<Result>(sqs: SQSClient, use: (queue: string) => Promise<Result>): Promise<Result> {
  queues += 1;
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: `bench-${process.pid}-${queues}` }));
  try {
    return await use(QueueUrl);
  } finally {
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  }
}

/** No two bodies are alike, as no two messages are. */
function toBody(number: number): string {
  return `${number} `.padEnd(BODY_BYTES, "errand ");
}

export async function send(sqs: SQSClient, QueueUrl: string, count: number, bodyOf = toBody): Promise<void> {
  let next = 0;
  await atOnce(async () => {
    while (next < count) {
      const from = next;
      next += BATCH;
      const Entries = Array.from({ length: BATCH }, (_, n) => ({ Id: String(n), MessageBody: bodyOf(from + n) }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    }
  });
}

/** Receives and deletes that many. */
export async function consume(sqs: SQSClient, QueueUrl: string, count: number): Promise<void> {
  let left = count;
  await atOnce(async () => {
    while (left > 0) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: BATCH }));
      if (Messages.length === 0) continue;
      left -= Messages.length;
      const Entries = Messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  });
}

async function atOnce(work: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** How many of `count` were done in a second. */
export async function rateOf(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return count / ((performance.now() - start) / 1_000);
}
