// What the last run against each peer showed, kept beside the suite, so that the table can be written from one run at a time.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { toTable } from "./table.ts";

const FOLDER = join(import.meta.dirname, "results");
const PAGE = join(import.meta.dirname, "../../docs/emulation.md");
const TABLE = /(?<=<!-- written by the contract suite -->\n)[\s\S]*(?=<!-- until here -->)/;

export interface Results {
  readonly peer: string;
  readonly version: string;
  /** By the name of the case; one that was not run has none. */
  readonly passes: Readonly<Record<string, boolean>>;
}

/** Where ERRAND_TEST_WRITE is set, writes down what a run showed, and the table with it. */
export function keepResults({ name, version }: { name: string; version: string }, passes: Results["passes"]): void {
  if (process.env["ERRAND_TEST_WRITE"] === undefined) return;
  const sorted = Object.fromEntries(Object.entries(passes).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify({ peer: name, version, passes: sorted }, null, 2)}\n`);
  writeFileSync(
    PAGE,
    readPage().replace(TABLE, () => toTable(keptResults())),
  );
}

export function keptResults(): readonly Results[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(join(FOLDER, basename(file)), "utf8")) as Results);
}

export function readPage(): string {
  return readFileSync(PAGE, "utf8");
}

/** The table as it stands on the page. */
export function tableOf(page: string): string | undefined {
  return TABLE.exec(page)?.[0];
}
