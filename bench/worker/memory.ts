// What a worker's process takes with 100 jobs of a second running: as a built program, for Node's own reading of TypeScript takes memory too.

import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { toBody } from "../envelopes.ts";
import { createSqsClient, send } from "../load.ts";
import { atMost, type Measurement, medianOf } from "../measurement.ts";
import { startChild, startServer } from "../processes.ts";
import { withWorkerQueues } from "../queues.ts";

const ROUNDS = 5;
const MESSAGES = 1_200;

/** In bytes. */
export interface MemoryTaken {
  /** The largest resident set. */
  readonly most: number;
  readonly heap: number;
}

// Below the repository, so that the SDK is found where it is installed.
const FOLDER = join(import.meta.dirname, "../.tmp/bench-memory");

export const memory: Measurement = {
  name: "memory",
  async measure() {
    const { url, stop } = await startServer("engine");
    const sqs = createSqsClient({ endpoint: url });
    mkdirSync(FOLDER, { recursive: true });
    try {
      const program = await built();
      const rounds: MemoryTaken[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        rounds.push(
          await withWorkerQueues(sqs, url, async ({ low, environment }) => {
            await send(sqs, low, MESSAGES, (number) => toBody("wait", number));
            const worker = startChild(program, { environment });
            const taken = await worker.next<MemoryTaken>();
            await worker.stop();
            return taken;
          }),
        );
      }
      const megabytes = (of: keyof MemoryTaken) => medianOf(rounds.map((taken) => taken[of])) / 2 ** 20;
      const most = megabytes("most");
      return [
        {
          what: "memory, 100 jobs of a second at once",
          measured: `${most.toFixed(0)} MB`,
          target: atMost(120, "MB", most),
        },
        { what: "of it the heap, garbage included", measured: `${megabytes("heap").toFixed(0)} MB` },
      ];
    } finally {
      await stop();
      rmSync(FOLDER, { recursive: true });
    }
  },
};

async function built(): Promise<string> {
  const outfile = join(FOLDER, "worker.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "../children/worker-memory.ts")],
    bundle: true,
    external: ["@aws-sdk/*"],
    conditions: ["@errand/source"],
    format: "esm",
    platform: "node",
    target: "node22",
    outfile,
  });
  return outfile;
}
