// The table of docs/emulation.md: what the results of all peers come to, with the reasons as notes.

import { differencesOf } from "./differences.ts";
import type { Results } from "./results.ts";
import { subjects } from "./subjects.ts";

const ORDER = ["engine", "engine-http", "fauxqs", "localstack", "ministack", "aws"];
const TITLES: Readonly<Record<string, string>> = {
  engine: "engine",
  "engine-http": "engine, HTTP",
  fauxqs: "fauxqs",
  localstack: "LocalStack",
  ministack: "MiniStack",
  aws: "AWS",
};

export function toTable(results: readonly Results[]): string {
  const columns = results.toSorted((a, b) => rank(a.peer) - rank(b.peer));
  const notes = createNotes();
  const tables = subjects.map(({ title, cases }) => {
    const rows = cases.map(({ name }) => row([name, ...columns.map((column) => toCell(column, name, notes.numberOf))]));
    return `### ${title}\n\n${header(["", ...columns.map(toTitle)])}\n${rows.join("\n")}\n`;
  });
  const sums = columns.map(({ passes }) => {
    const all = Object.values(passes);
    return `${all.filter(Boolean).length} of ${all.length}`;
  });
  const sum = `${header(["", ...columns.map(toTitle)])}\n${row(["cases that pass", ...sums])}\n`;
  return `\n${[sum, ...tables].join("\n")}\n### Notes\n\n${notes.lines().join("\n")}\n\n`;
}

function toCell({ peer, passes }: Results, name: string, numberOf: (note: string) => number): string {
  const passed = passes[name];
  if (passed === undefined) return "–";
  if (passed) return "✓";
  const reason = differencesOf(peer).find((difference) => difference.case === name)?.reason ?? "not explained";
  return `✗ ${numberOf(`${TITLES[peer] ?? peer}: ${reason}`)}`;
}

function createNotes() {
  const numbers = new Map<string, number>();
  return {
    numberOf(note: string): number {
      const number = numbers.get(note) ?? numbers.size + 1;
      numbers.set(note, number);
      return number;
    },
    lines: () => [...numbers].map(([note, number]) => `${number}. ${note}`),
  };
}

const rank = (peer: string): number => (ORDER.includes(peer) ? ORDER.indexOf(peer) : ORDER.length);
const toTitle = ({ peer, version }: Results): string => `${TITLES[peer] ?? peer} ${version}`.trim();
const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
const header = (cells: readonly string[]): string =>
  `${row(cells)}\n|${cells.map((_, n) => (n === 0 ? "---" : ":-:")).join("|")}|`;
