// How many bytes a waiting message of 200 takes: what the heap has more of, after all garbage is gone.

import { systemClock } from "../../lib/core/clock.ts";
import { createEngine } from "../../lib/engine/engine.ts";
import { createRequestHandler } from "../../lib/engine/request-handler.ts";
import { createSqsClient, send, withQueue } from "../load.ts";

const COUNT = 100_000;

const sqs = createSqsClient({ requestHandler: createRequestHandler(createEngine({ clock: systemClock })) });

function heldBytes(): number {
  if (globalThis.gc === undefined) throw new Error("Run it with --expose-gc: without, garbage is counted.");
  for (let time = 0; time < 4; time++) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

// What the SDK and the engine load at first use is not the messages'.
await withQueue(sqs, (queue) => send(sqs, queue, 2_000));
await withQueue(sqs, async (queue) => {
  const before = heldBytes();
  await send(sqs, queue, COUNT);
  process.send?.((heldBytes() - before) / COUNT);
});
