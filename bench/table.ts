// The measurements that are asked for, one after the other, as a table: ratios beside their targets, no assertions.

import { availableParallelism, loadavg } from "node:os";
import type { Measurement } from "./measurement.ts";

const load = (): string => loadavg()[0]?.toFixed(1) ?? "?";

/** Runs those that the command line names, or all. */
export async function printTable(measurements: readonly Measurement[]): Promise<void> {
  const asked = process.argv.slice(2);
  const chosen = measurements.filter(({ name }) => asked.length === 0 || asked.includes(name));
  console.log(`Node ${process.versions.node}, ${availableParallelism()} cores, load ${load()} before the run\n`);
  for (const { measure } of chosen) {
    for (const { what, measured, target } of await measure()) {
      const verdict = target === undefined ? "" : `${target.met ? "met   " : "MISSED"}  ${target.text}`;
      console.log(`${what.padEnd(42)}${measured.padStart(24)}   ${verdict}`.trimEnd());
    }
  }
  console.log(`\nload ${load()} after the run`);
}
