// One consumer in a process of its own: once it is warm, so many jobs by the clock and by the processor's time.

import { errand } from "../consumers/errand.ts";
import { ownLoop } from "../consumers/own-loop.ts";
import { sqsConsumer } from "../consumers/sqs-consumer.ts";
import { squiss } from "../consumers/squiss.ts";
import type { Consumed, ConsumerName } from "../worker/consume.ts";

const CONSUMERS = { errand, "sqs-consumer": sqsConsumer, "squiss-ts": squiss, "own loop": ownLoop };

const [name = "", warmUp = "", count = ""] = process.argv.slice(2);
const [from, to] = [Number(warmUp), Number(warmUp) + Number(count)];

let jobs = 0;
let startedAt = 0;
let cpu = process.cpuUsage();

await CONSUMERS[name as ConsumerName](() => {
  jobs += 1;
  if (jobs === from) {
    startedAt = performance.now();
    cpu = process.cpuUsage();
  }
  if (jobs !== to) return;
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const consumed: Consumed = { rate: (to - from) / seconds, microseconds: (user + system) / (to - from) };
  process.send?.(consumed);
});

// What is under way is let go of: its queue goes with the round.
process.once("disconnect", () => process.exit());
