// A far side that is a thread of this process.

import { once } from "node:events";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { FAR_SIDE } from "./mark.ts";
import type { FromFarSide } from "./messages.ts";
import { definedOnly, type Ears, type Start, type Transport } from "./transport.ts";

/**
 * Node gives a thread that reaches its limit 16 MB more to end in. A young generation of the default size, 16 MB and more, can outgrow
 * that at once, and then V8 ends the whole process: with Node 24.21, four of ten ways to fill the memory did.
 */
const YOUNG_MEGABYTES = 8;

export function startThread({ program, environment, maxMemoryMegabytes }: Start, ears: Ears): Transport {
  // A channel of our own: the job may use the thread's, and even close it.
  const { port1: near, port2: far } = new MessageChannel();
  const thread = new Worker(program, {
    env: definedOnly(environment),
    workerData: { [FAR_SIDE]: far },
    transferList: [far],
    ...(maxMemoryMegabytes !== undefined && {
      resourceLimits: { maxOldGenerationSizeMb: maxMemoryMegabytes, maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    }),
  });
  let cause: string | undefined;
  near.on("message", (message: FromFarSide) => ears.said(message));
  thread.on("error", (error: Error) => {
    cause ??= error.message;
  });
  thread.on("exit", (code) => {
    // What it said last may still be on its way.
    for (let last = receiveMessageOnPort(near); last !== undefined; last = receiveMessageOnPort(near)) {
      ears.said(last.message as FromFarSide);
    }
    near.close();
    ears.gone(`ended with exit code ${code}`, cause);
  });
  const exited = once(thread, "exit").catch(() => {}); // "error" comes first where an error ends it
  return {
    send: (message) => near.postMessage(message),
    async end() {
      await Promise.all([thread.terminate(), exited]);
    },
  };
}
