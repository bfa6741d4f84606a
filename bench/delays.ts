// How late delayed jobs run by the clock on the wall: `npm run bench:delays`. `errand dev`'s runner on the engine, 200 jobs of
// 1 to 20 seconds; once of whole seconds, once of any.

import { availableParallelism, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "errand";
import { type LocalRunner, startLocal } from "errand/local";
import { mark } from "./jobs/mark.ts";

const JOBS = 200;
const LONGEST_SECONDS = 20;

/** What is aimed at: so many hundredths of the jobs at most so late, and none before its time. */
const TARGET = { hundredths: 95, lateMs: 250 };

/** When each job ran, by its id. */
const ranAt = new Map<string, number>();

function onOutput(line: string): void {
  const [, id = "", at] = /^ran (\S+) (\d+)$/.exec(line) ?? [];
  if (at !== undefined) ranAt.set(id, Number(at));
}

/** How late each job ran, in milliseconds, the least late first. */
async function measure(delayOf: (index: number) => number): Promise<readonly number[]> {
  const client = createClient();
  const receipts = [];
  for (let index = 0; index < JOBS; index += 1) {
    receipts.push(await client.enqueue(mark, [], { delay: delayOf(index) }));
  }
  const lates: number[] = [];
  for (const { id, dueAt } of receipts) {
    while (!ranAt.has(id)) await sleep(50);
    lates.push((ranAt.get(id) ?? 0) - dueAt.getTime());
  }
  return lates.toSorted((a, b) => a - b);
}

function report(what: string, lates: readonly number[], target?: typeof TARGET): void {
  const at = (hundredths: number): number => lates[Math.ceil((hundredths / 100) * lates.length) - 1] ?? Number.NaN;
  const early = lates.filter((late) => late < 0).length;
  const lateness = `median ${at(50)} ms   95 % ${at(95)} ms   most ${at(100)} ms   before their time: ${early} of ${lates.length}`;
  const isMet = target !== undefined && at(target.hundredths) <= target.lateMs && early === 0;
  const aim = target && `   ${isMet ? "met   " : "MISSED"} ${target.hundredths} % ≤ ${target.lateMs} ms, none before`;
  console.log(`${what.padEnd(26)}${lateness}${aim ?? ""}`);
}

const load = (): string => loadavg()[0]?.toFixed(1) ?? "?";
console.log(`Node ${process.versions.node}, ${availableParallelism()} cores, load ${load()} before the run\n`);
const runner: LocalRunner = await startLocal({
  jobs: new URL("./jobs/mark.ts", import.meta.url),
  watch: false,
  onOutput,
});
Object.assign(process.env, runner.environment);
try {
  report("delays of whole seconds", await measure((index) => 1 + (index % LONGEST_SECONDS)), TARGET);
  // SQS holds a message back for whole seconds: what is not whole waits for the next one.
  report("delays of any length", await measure((index) => 1 + ((index * 97.531) % (LONGEST_SECONDS - 1))));
} finally {
  await runner.stop();
}
console.log(`\nload ${load()} after the run`);
