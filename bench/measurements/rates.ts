// Messages a second: the engine over HTTP and in process beside fauxqs over HTTP, each server in a process of its own.

import type { SQSClient } from "@aws-sdk/client-sqs";
import { systemClock } from "../../lib/core/clock.ts";
import { createEngine } from "../../lib/engine/engine.ts";
import { createRequestHandler } from "../../lib/engine/request-handler.ts";
import { consume, createSqsClient, rateOf, send, withQueue } from "../load.ts";
import { atLeast, type Measurement, medianOf, type Row } from "../measurement.ts";
import { startServer } from "../processes.ts";

const COUNT = 20_000;
const WARM_UP = 5_000;
const ROUNDS = 5;

interface Subject {
  readonly sqs: SQSClient;
  /** Microseconds of the processor that the server has taken; in process, it can't be told from the client's. */
  readonly cpu?: () => Promise<number>;
}

type Kind = "send" | "receive and delete";
type Samples = Record<Kind, { readonly rates: number[]; readonly serverMicroseconds: number[] }>;

const noSamples = (): Samples => ({
  send: { rates: [], serverMicroseconds: [] },
  "receive and delete": { rates: [], serverMicroseconds: [] },
});

async function round({ sqs, cpu }: Subject, count: number, samples: Samples): Promise<void> {
  const sample = async (kind: Kind, work: () => Promise<void>) => {
    const before = await cpu?.();
    samples[kind].rates.push(await rateOf(count, work));
    const after = await cpu?.();
    if (before !== undefined && after !== undefined) samples[kind].serverMicroseconds.push((after - before) / count);
  };
  await withQueue(sqs, async (queue) => {
    await sample("send", () => send(sqs, queue, count));
    await sample("receive and delete", () => consume(sqs, queue, count));
  });
}

export const rates: Measurement = {
  name: "rates",
  async measure() {
    const [engine, fauxqs] = [await startServer("engine"), await startServer("fauxqs")];
    const requestHandler = createRequestHandler(createEngine({ clock: systemClock }));
    const subjects: Readonly<Record<string, Subject>> = {
      "engine, HTTP": { sqs: createSqsClient({ endpoint: engine.url }), cpu: engine.cpu },
      fauxqs: { sqs: createSqsClient({ endpoint: fauxqs.url }), cpu: fauxqs.cpu },
      "engine, in process": { sqs: createSqsClient({ requestHandler }) },
    };
    const measured = new Map<string, Samples>();
    for (const [name, subject] of Object.entries(subjects)) {
      measured.set(name, noSamples());
      await round(subject, WARM_UP, noSamples());
    }
    // In turns, each time another first, so that what else the machine does falls on all alike.
    const order = Object.entries(subjects);
    for (let turn = 0; turn < ROUNDS; turn++) {
      order.push(...order.splice(0, 1));
      for (const [name, subject] of order) {
        await round(subject, COUNT, measured.get(name) ?? noSamples());
      }
    }
    await Promise.all([engine.stop(), fauxqs.stop()]);
    return [...toRows(measured, "send"), ...toRows(measured, "receive and delete")];
  },
};

function toRows(measured: ReadonlyMap<string, Samples>, kind: Kind): readonly Row[] {
  const median = (name: string, of: keyof Samples[Kind]): number => medianOf(measured.get(name)?.[kind][of] ?? []);
  const against = (name: string, bound: number): Row => {
    const ratio = median(name, "rates") / median("fauxqs", "rates");
    return { what: `${kind}: ${name} ÷ fauxqs`, measured: ratio.toFixed(2), target: atLeast(bound, ratio) };
  };
  const ofServer = (name: string): number => median(name, "serverMicroseconds");
  const cpu = `${ofServer("engine, HTTP").toFixed(1)} µs, fauxqs ${ofServer("fauxqs").toFixed(1)} µs`;
  return [
    ...[...measured.keys()].map((name) => ({
      what: `${kind}: ${name}`,
      measured: `${Math.round(median(name, "rates"))} messages/s`,
    })),
    against("engine, HTTP", 1.5),
    against("engine, in process", 2),
    // One client process can be slower than any server: then the rates over HTTP are the client's own, and this tells more.
    { what: `${kind}: the server's CPU a message`, measured: cpu },
  ];
}
