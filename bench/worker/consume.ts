// Jobs a second and the processor's time for each: Errand's worker beside sqs-consumer, squiss-ts and a loop on the SDK, each in a
// process of its own, with the same messages from the same endpoint.

import { toBody } from "../envelopes.ts";
import { createSqsClient, send } from "../load.ts";
import { atLeast, type Measurement, medianOf, type Row } from "../measurement.ts";
import { runChild, type ServerProcess, startServer } from "../processes.ts";
import { countLeft, withWorkerQueues } from "../queues.ts";

const ROUNDS = 5;
const WARM_UP = 5_000;
const COUNT = 10_000;

/** The queue never runs dry while it is measured. */
const MORE = 2_000;

export type ConsumerName = "errand" | "sqs-consumer" | "squiss-ts" | "own loop";
const NAMES = ["errand", "sqs-consumer", "squiss-ts", "own loop"] as const;

/** What a consumer tells of itself: jobs a second, and microseconds of the processor for each. */
export interface Consumed {
  readonly rate: number;
  readonly microseconds: number;
}

type Samples = Readonly<Record<ConsumerName, Consumed[]>>;

export const consume: Measurement = {
  name: "consume",
  async measure() {
    const servers = { engine: await startServer("engine"), fauxqs: await startServer("fauxqs") };
    const rows: Row[] = [];
    for (const [endpoint, server] of Object.entries(servers)) rows.push(...toRows(endpoint, await samplesOf(server)));
    for (const server of Object.values(servers)) await server.stop();
    return rows;
  },
};

/** In turns, each time another first, so that what else the machine does falls on all alike. */
async function samplesOf(server: ServerProcess): Promise<Samples> {
  const samples: Samples = { errand: [], "sqs-consumer": [], "squiss-ts": [], "own loop": [] };
  const order = [...NAMES];
  for (let round = 0; round < ROUNDS; round += 1) {
    order.push(...order.splice(0, 1));
    for (const name of order) samples[name].push(await consumeWith(name, server));
  }
  return samples;
}

function consumeWith(name: ConsumerName, { url }: ServerProcess): Promise<Consumed> {
  const sqs = createSqsClient({ endpoint: url });
  return withWorkerQueues(sqs, url, async ({ low, environment }) => {
    await send(sqs, low, WARM_UP + COUNT + MORE, (number) => toBody("nothing", number));
    const args = [name, String(WARM_UP), String(COUNT)];
    const consumed = await runChild<Consumed>("consume", { args, environment });
    const left = await countLeft(sqs, low);
    if (left > 2 * MORE) throw new Error(`${name} ran the jobs, but did not delete them: ${left} messages are left`);
    return consumed;
  });
}

function toRows(endpoint: string, samples: Samples): readonly Row[] {
  const median = (name: ConsumerName, of: keyof Consumed): number => medianOf(samples[name].map((one) => one[of]));
  const against = (name: ConsumerName, bound?: number): Row => {
    const ratio = median("errand", "rate") / median(name, "rate");
    const target = bound === undefined ? {} : { target: atLeast(bound, ratio) };
    return { what: `${endpoint}: Errand ÷ ${name}`, measured: ratio.toFixed(2), ...target };
  };
  return [
    ...NAMES.map((name) => ({
      what: `${endpoint}: ${name}`,
      measured: `${Math.round(median(name, "rate"))} jobs/s, ${median(name, "microseconds").toFixed(0)} µs CPU`,
    })),
    against("sqs-consumer", 1.2),
    against("squiss-ts", 1.3),
    against("own loop"),
  ];
}
