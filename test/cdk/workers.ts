// Entries of workers that are wrong in one way each, written into a folder below the fixtures, where packages are found.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";

const ROOT = join(import.meta.dirname, "../../.tmp");

/** @returns the path of the module. */
export function anEntry(code: string): string {
  const folder = join(ROOT, `entry-${crypto.randomUUID()}`);
  mkdirSync(folder, { recursive: true });
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const entry = join(folder, "worker.ts");
  writeFileSync(entry, code);
  return entry;
}
