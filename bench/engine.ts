// The engine in numbers: `npm run bench:engine [-- rates depth memory wake-up data month]`. Ratios beside their targets, no assertions.

import { availableParallelism, loadavg } from "node:os";
import { data } from "./measurements/data.ts";
import { depth } from "./measurements/depth.ts";
import { memory } from "./measurements/memory.ts";
import { month } from "./measurements/month.ts";
import { rates } from "./measurements/rates.ts";
import { wakeUp } from "./measurements/wake-up.ts";

// What the engine learns comes here: a measurement is a file.
const MEASUREMENTS = [rates, depth, memory, wakeUp, data, month];

const asked = process.argv.slice(2);
const chosen = MEASUREMENTS.filter(({ name }) => asked.length === 0 || asked.includes(name));

const load = (): string => loadavg()[0]?.toFixed(1) ?? "?";
console.log(`Node ${process.versions.node}, ${availableParallelism()} cores, load ${load()} before the run\n`);
for (const { measure } of chosen) {
  for (const { what, measured, target } of await measure()) {
    const verdict = target === undefined ? "" : `${target.met ? "met   " : "MISSED"}  ${target.text}`;
    console.log(`${what.padEnd(42)}${measured.padStart(24)}   ${verdict}`);
  }
}
console.log(`\nload ${load()} after the run`);
