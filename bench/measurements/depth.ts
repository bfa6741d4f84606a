// Whether a long queue is as fast as a short one: the same load with 200,000 messages waiting and with 2,000, in process.

import { systemClock } from "../../lib/core/clock.ts";
import { createEngine } from "../../lib/engine/engine.ts";
import { createRequestHandler } from "../../lib/engine/request-handler.ts";
import { consume, createSqsClient, rateOf, send, withQueue } from "../load.ts";
import { atLeast, type Measurement, medianOf } from "../measurement.ts";

const COUNT = 20_000;
const CHUNK = 1_000;
const ROUNDS = 5;
const SHORT = 2_000;
const LONG = 200_000;

export const depth: Measurement = {
  name: "depth",
  async measure() {
    const sqs = createSqsClient({ requestHandler: createRequestHandler(createEngine({ clock: systemClock })) });
    /** As many come in as go out, so that as many wait at the end as at the start. */
    const pass = async (queue: string) => {
      for (let done = 0; done < COUNT; done += CHUNK) {
        await send(sqs, queue, CHUNK);
        await consume(sqs, queue, CHUNK);
      }
    };
    return await withQueue(sqs, (short) =>
      withQueue(sqs, async (long) => {
        await send(sqs, short, SHORT);
        await send(sqs, long, LONG);
        const rates = { short: [] as number[], long: [] as number[] };
        for (let turn = 0; turn < ROUNDS; turn++) {
          rates.short.push(await rateOf(COUNT, () => pass(short)));
          rates.long.push(await rateOf(COUNT, () => pass(long)));
        }
        const ratio = medianOf(rates.long) / medianOf(rates.short);
        return [
          { what: `with ${LONG} waiting ÷ with ${SHORT}`, measured: ratio.toFixed(2), target: atLeast(0.8, ratio) },
        ];
      }),
    );
  },
};
