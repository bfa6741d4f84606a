// How long a waiting poll sleeps on: from the start of a send to the poll's answer, over HTTP.

import { setTimeout as sleep } from "node:timers/promises";
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { createSqsClient, withQueue } from "../load.ts";
import { atMost, type Measurement, medianOf } from "../measurement.ts";
import { startServer } from "../processes.ts";

const TIMES = 200;
const WARM_UP = 50;
/** Time for a poll to reach the server. */
const SETTLE_MS = 10;

export const wakeUp: Measurement = {
  name: "wake-up",
  async measure() {
    const server = await startServer("engine");
    const sqs = createSqsClient({ endpoint: server.url });
    const times = await withQueue(sqs, async (QueueUrl) => {
      const once = async (): Promise<number> => {
        const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
        await sleep(SETTLE_MS);
        const start = performance.now();
        const sending = sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x".repeat(200) }));
        const { Messages = [] } = await poll;
        const milliseconds = performance.now() - start;
        await sending;
        const [message] = Messages;
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
        return milliseconds;
      };
      for (let time = 0; time < WARM_UP; time++) await once();
      const measured: number[] = [];
      for (let time = 0; time < TIMES; time++) measured.push(await once());
      return measured;
    });
    await server.stop();
    const median = medianOf(times);
    const target = atMost(5, "ms", median);
    return [{ what: `a long poll's answer, median of ${TIMES}`, measured: `${median.toFixed(2)} ms`, target }];
  },
};
