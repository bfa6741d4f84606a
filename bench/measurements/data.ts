// What keeping the state costs: the engine over HTTP with `data` beside the one in memory; and what kills lose.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killRounds } from "../../test/support/kill-rounds.ts";
import { consume, createSqsClient, rateOf, send, withQueue } from "../load.ts";
import { atLeast, type Measurement, medianOf, type Row } from "../measurement.ts";
import { startServer } from "../processes.ts";

const COUNT = 20_000;
const ROUNDS = 3;
const KILLS = 50;
const ANSWERED_A_ROUND = 450;

export const data: Measurement = {
  name: "data",
  async measure() {
    const folder = await mkdtemp(join(tmpdir(), "errand-bench-"));
    try {
      return [...(await rates(join(folder, "rates"))), await kills(join(folder, "kills"))];
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function rates(folder: string): Promise<readonly Row[]> {
  const servers = { memory: await startServer("engine"), data: await startServer("engine", [folder]) };
  const samples = {
    memory: { send: [] as number[], consume: [] as number[] },
    data: { send: [] as number[], consume: [] as number[] },
  };
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const where of ["memory", "data"] as const) {
      const sqs = createSqsClient({ endpoint: servers[where].url });
      await withQueue(sqs, async (queue) => {
        const sent = await rateOf(COUNT, () => send(sqs, queue, COUNT));
        const consumed = await rateOf(COUNT, () => consume(sqs, queue, COUNT));
        if (round === 0) return; // both warm up
        samples[where].send.push(sent);
        samples[where].consume.push(consumed);
      });
      sqs.destroy();
    }
  }
  await Promise.all([servers.memory.stop(), servers.data.stop()]);
  return (["send", "consume"] as const).map((kind) => {
    const ratio = medianOf(samples.data[kind]) / medianOf(samples.memory[kind]);
    const what = kind === "send" ? "send" : "receive and delete";
    return { what: `${what}: with data ÷ in memory`, measured: ratio.toFixed(2), target: atLeast(0.4, ratio) };
  });
}

async function kills(folder: string): Promise<Row> {
  const { answered, lost, risen } = await killRounds(folder, KILLS, ANSWERED_A_ROUND);
  const target = { text: "0 lost of ≥ 20,000", met: lost === 0 && risen === 0 && answered >= 20_000 };
  return { what: `${KILLS} kills: answered sends lost`, measured: `${lost} of ${answered}, ${risen} risen`, target };
}
