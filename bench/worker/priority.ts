// How long a high job waits for its start, with 20,000 low ones before it and with none.

import { setTimeout as sleep } from "node:timers/promises";
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { toBody } from "../envelopes.ts";
import { createSqsClient, send } from "../load.ts";
import { type Measurement, medianOf, type Row } from "../measurement.ts";
import { startChild, startServer } from "../processes.ts";
import { withWorkerQueues } from "../queues.ts";

const ROUNDS = 5;
const LOW = 20_000;
const HIGH = 200;
const EVERY_MILLISECONDS = 50;

/** Of the high ones of a round, not measured: the worker and the sender become warm. */
const WARM_UP = 40;

type Situation = "idle" | "busy";

/** In milliseconds: of one round, and of all rounds of a situation the median of each. */
interface Waits {
  readonly median: number;
  readonly hundredth: number;
}

export const priority: Measurement = {
  name: "priority",
  async measure() {
    const { url, stop } = await startServer("engine");
    const sqs = createSqsClient({ endpoint: url });
    const rounds: Record<Situation, Waits[]> = { idle: [], busy: [] };
    const order: Situation[] = ["idle", "busy"];
    for (let round = 0; round < ROUNDS; round += 1) {
      order.reverse();
      for (const situation of order) rounds[situation].push(await waitsOf(situation, sqs, url));
    }
    await stop();
    return toRows(rounds);
  },
};

function waitsOf(situation: Situation, sqs: SQSClient, endpoint: string): Promise<Waits> {
  return withWorkerQueues(sqs, endpoint, async ({ high, low, environment }) => {
    if (situation === "busy") await send(sqs, low, LOW, (number) => toBody("low", number));
    const worker = startChild("priority.ts", { environment });
    await worker.next<"ready">();
    const waits = Promise.all(Array.from({ length: HIGH + WARM_UP }, () => worker.next<number>()));
    const startAt = performance.now();
    for (let number = 0; number < HIGH + WARM_UP; number += 1) {
      await sleep(Math.max(0, startAt + number * EVERY_MILLISECONDS - performance.now()));
      const MessageBody = toBody("high", String(process.hrtime.bigint()));
      await sqs.send(new SendMessageCommand({ QueueUrl: high, MessageBody }));
    }
    const measured = (await waits).slice(WARM_UP).toSorted((a, b) => a - b);
    await worker.stop();
    return { median: medianOf(measured), hundredth: measured[Math.ceil(0.99 * HIGH) - 1] ?? Number.NaN };
  });
}

function toRows(rounds: Readonly<Record<Situation, readonly Waits[]>>): readonly Row[] {
  const median = (situation: Situation, of: keyof Waits) => medianOf(rounds[situation].map((waits) => waits[of]));
  const told = (situation: Situation) =>
    `${median(situation, "hundredth").toFixed(1)} ms, median ${median(situation, "median").toFixed(1)}`;
  const ratio = median("busy", "hundredth") / median("idle", "hundredth");
  return [
    { what: "high jobs' wait, 99 %: nothing else there", measured: told("idle") },
    { what: `high jobs' wait, 99 %: ${LOW.toLocaleString("en")} low ones`, measured: told("busy") },
    {
      what: "with low ones ÷ without",
      measured: ratio.toFixed(2),
      target: { text: "≤ 3", met: ratio <= 3 },
    },
  ];
}
