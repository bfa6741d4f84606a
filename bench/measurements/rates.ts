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

interface Rates {
  readonly send: number[];
  readonly consume: number[];
}

async function round(sqs: SQSClient, count: number, rates?: Rates): Promise<void> {
  await withQueue(sqs, async (queue) => {
    const sent = await rateOf(count, () => send(sqs, queue, count));
    const consumed = await rateOf(count, () => consume(sqs, queue, count));
    rates?.send.push(sent);
    rates?.consume.push(consumed);
  });
}

export const rates: Measurement = {
  name: "rates",
  async measure() {
    const [engine, fauxqs] = [await startServer("engine"), await startServer("fauxqs")];
    const clients = {
      "engine, HTTP": createSqsClient({ endpoint: engine.url }),
      fauxqs: createSqsClient({ endpoint: fauxqs.url }),
      "engine, in process": createSqsClient({
        requestHandler: createRequestHandler(createEngine({ clock: systemClock })),
      }),
    };
    const measured = new Map<string, Rates>();
    for (const [name, sqs] of Object.entries(clients)) {
      measured.set(name, { send: [], consume: [] });
      await round(sqs, WARM_UP);
    }
    // In turns, so that what else the machine does falls on all alike.
    for (let turn = 0; turn < ROUNDS; turn++) {
      for (const [name, sqs] of Object.entries(clients)) await round(sqs, COUNT, measured.get(name));
    }
    await Promise.all([engine.stop(), fauxqs.stop()]);
    return toRows(measured);
  },
};

function toRows(measured: ReadonlyMap<string, Rates>): readonly Row[] {
  const rate = (name: string, kind: keyof Rates): number => medianOf(measured.get(name)?.[kind] ?? []);
  const kinds = { send: "send", consume: "receive and delete" } as const;
  return (["send", "consume"] as const).flatMap((kind) => {
    const against = (name: string, bound: number): Row => {
      const ratio = rate(name, kind) / rate("fauxqs", kind);
      return { what: `${kinds[kind]}: ${name} ÷ fauxqs`, measured: ratio.toFixed(2), target: atLeast(bound, ratio) };
    };
    return [
      ...[...measured.keys()].map((name) => ({
        what: `${kinds[kind]}: ${name}`,
        measured: `${Math.round(rate(name, kind))} messages/s`,
      })),
      against("engine, HTTP", 1.5),
      against("engine, in process", 2),
    ];
  });
}
