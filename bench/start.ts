// What a worker adds to a cold start: `npm run bench:start`. Its bundle as `JobQueues` makes it, imported in a fresh Node, beside
// that of a function that does nothing, in turn.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../lib/cdk/bundle.ts";
import { checkBundling } from "../lib/cdk/bundling.ts";
import { writeBundle } from "../lib/cdk/worker-code.ts";

const ROUNDS = 40;
const TARGET_MS = 15;

const IMPORT_TIME = join(import.meta.dirname, "children/import-time.ts");
const folder = mkdtempSync(join(tmpdir(), "errand-start-"));

/** @returns the path of the bundle's entry. */
function make(name: "empty" | "nothing"): string {
  const bundling = checkBundling({ conditions: ["@errand/source"] });
  const place = join(folder, name);
  mkdirSync(place);
  writeBundle(bundle(join(import.meta.dirname, `workers/${name}.ts`), bundling), bundling, place);
  return join(place, "index.mjs");
}

const importTime = (index: string, flags: readonly string[]): number =>
  Number(execFileSync(process.execPath, [...flags, IMPORT_TIME, index], { encoding: "utf8" }));

function told(what: string, samples: readonly number[]): string {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN).toFixed(1);
  return `${what.padEnd(37)}least ${at(0)} ms   median ${at(0.5)} ms   most ${at(1)} ms`;
}

const load = (): string => loadavg()[0]?.toFixed(1) ?? "?";
console.log(
  `Node ${process.versions.node}, ${availableParallelism()} cores, load ${load()} before the run, ${ROUNDS} pairs\n`,
);

function measure(conditions: string, flags: readonly string[], empty: string, nothing: string): void {
  const pairs = Array.from({ length: ROUNDS }, () => [importTime(empty, flags), importTime(nothing, flags)] as const);
  const added = pairs.map(([without, with_]) => with_ - without);
  const median = added.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
  const verdict = `${median <= TARGET_MS ? "met   " : "MISSED"} median ≤ ${TARGET_MS} ms`;
  const [without, with_] = [pairs.map(([time]) => time), pairs.map(([, time]) => time)];
  console.log(conditions);
  console.log(told("  import of a function without jobs", without));
  console.log(told("  import of a worker", with_));
  console.log(`${told("  what the worker adds, by pairs", added)}   ${verdict}\n`);
}

try {
  const [empty, nothing] = [make("empty"), make("nothing")];
  measure("As JobQueues deploys it, with source maps:", ["--enable-source-maps"], empty, nothing);
  measure("With sourceMap: false:", [], empty, nothing);
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`load ${load()} after the run`);
