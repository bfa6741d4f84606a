// A year of delayed jobs on the harness's clock: `npm run bench:year [-- JOBS]`. 100,000 jobs unless told, each with a delay of its own.

import { availableParallelism, loadavg } from "node:os";
import { job } from "errand";
import { createHarness } from "errand/testing";

const JOBS = Number(process.argv[2] ?? 100_000);
const YEAR_SECONDS = 365 * 86_400;
const TARGET_SECONDS = 60;

/** Enqueued at once: as many as a program would that enqueues a list. */
const AT_ONCE = 100;

/** Without a common divisor with JOBS: each gets its own place in the year, and they come in no order. */
const STRIDE = 7919;

const load = (): string => loadavg()[0]?.toFixed(1) ?? "?";
console.log(`Node ${process.versions.node}, ${availableParallelism()} cores, load ${load()} before the run\n`);

const mark = job("mark", () => {});
await using harness = createHarness({ mark });
const dueAts = new Map<string, number>();
const startedAt = performance.now();
for (let first = 0; first < JOBS; first += AT_ONCE) {
  const some = Array.from({ length: Math.min(AT_ONCE, JOBS - first) }, async (_, index) => {
    const delay = Math.floor(1 + (((first + index) * STRIDE) % JOBS) * (YEAR_SECONDS / JOBS));
    const { id, dueAt } = await mark.with({ delay }).enqueue();
    dueAts.set(id, dueAt.getTime());
  });
  await Promise.all(some);
}
const enqueuedAt = performance.now();
await harness.advance("366 days");
const endedAt = performance.now();

const { ran } = harness;
const lates = ran.map(({ id, at }) => at.getTime() - (dueAts.get(id) ?? 0));
const once = new Set(ran.map(({ id }) => id)).size === JOBS && ran.length === JOBS;
const early = lates.filter((late) => late < 0).length;
const seconds = (endedAt - startedAt) / 1000;
const isMet = once && early === 0 && seconds < TARGET_SECONDS;
console.log(`${JOBS.toLocaleString("en")} jobs enqueued in ${((enqueuedAt - startedAt) / 1000).toFixed(1)} s`);
console.log(`a year went by in ${((endedAt - enqueuedAt) / 1000).toFixed(1)} s`);
console.log(`runs ${ran.length}, each job once: ${once}, before their time: ${early}`);
console.log(
  `latest ${lates.reduce((most, late) => Math.max(most, late), 0)} ms after its time, on the harness's clock`,
);
console.log(`${isMet ? "met   " : "MISSED"} all once, none before, < ${TARGET_SECONDS} s: ${seconds.toFixed(1)} s`);
console.log(`\nload ${load()} after the run, ${Math.round(process.memoryUsage.rss() / 1_000_000)} MB`);
if (!isMet) process.exitCode = 1;
