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

const importTime = (index: string): number =>
  Number(execFileSync(process.execPath, [IMPORT_TIME, index], { encoding: "utf8" }));

function told(what: string, samples: readonly number[]): string {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN).toFixed(1);
  return `${what.padEnd(34)}least ${at(0)} ms   median ${at(0.5)} ms   most ${at(1)} ms`;
}

const load = (): string => loadavg()[0]?.toFixed(1) ?? "?";
console.log(
  `Node ${process.versions.node}, ${availableParallelism()} cores, load ${load()} before the run, ${ROUNDS} pairs\n`,
);
try {
  const [empty, nothing] = [make("empty"), make("nothing")];
  const pairs = Array.from({ length: ROUNDS }, () => [importTime(empty), importTime(nothing)] as const);
  const added = pairs.map(([without, with_]) => with_ - without);
  console.log(
    told(
      "import of a function without jobs",
      pairs.map(([without]) => without),
    ),
  );
  console.log(
    told(
      "import of a worker",
      pairs.map(([, with_]) => with_),
    ),
  );
  const median = added.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
  console.log(
    `${told("what the worker adds, by pairs", added)}   ${median <= TARGET_MS ? "met   " : "MISSED"} median ≤ ${TARGET_MS} ms`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`\nload ${load()} after the run`);
