import { expect, test } from "vitest";
import { type Evidence, toEnds } from "./ends.ts";
import type { KindName } from "./kinds.ts";
import { aRun } from "./support/runs.ts";

function evidence(changes: Partial<Evidence>): Evidence {
  return { accepted: new Map(), refused: new Map(), runs: [], deadLetters: [], ...changes };
}

const accepted = (...numbers: readonly number[]) =>
  new Map(numbers.map((number) => [number, { kind: "quick" as KindName, id: `id-${number}` }]));

test("an accepted job that never ran is lost, and so is one that ran and never ended", () => {
  const { lost } = toEnds(evidence({ accepted: accepted(1, 2), runs: [aRun({ number: 2, ending: undefined })] }));
  expect(lost).toEqual([1, 2]);
});

test("a job that failed last and lies in no dead-letter queue is lost", () => {
  const runs = [aRun({ number: 1, ending: "failed" }), aRun({ number: 1, attempt: 2, ending: "failed" })];
  expect(toEnds(evidence({ accepted: accepted(1), runs })).lost).toEqual([1]);
});

test("completed, discarded and dead are ends; the dead are counted by their reason", () => {
  const runs = [aRun({ number: 1 }), aRun({ number: 2, ending: "discarded" }), aRun({ number: 3, ending: "failed" })];
  const deadLetters = [
    { number: 3, reason: "attempts_exhausted" },
    { number: 4, reason: undefined },
  ];
  const ends = toEnds(evidence({ accepted: accepted(1, 2, 3, 4), runs, deadLetters }));
  expect(ends).toMatchObject({ completed: 1, discarded: 1, lost: [], twofold: 0, repeatedLetters: 0 });
  expect([...ends.dead]).toEqual([
    ["attempts_exhausted", 1],
    ["none", 1],
  ]);
});

test("a duplicate's other end and its second letter are told; a refused job that is there counts as no loss", () => {
  const runs = [aRun({ number: 1 }), aRun({ number: 5 })];
  const crashed = { number: 1, reason: "crashed" };
  const refused = new Map([
    [5, "quick" as KindName],
    [6, "quick" as KindName],
  ]);
  const ends = toEnds(evidence({ accepted: accepted(1), refused, runs, deadLetters: [crashed, crashed] }));
  expect(ends).toMatchObject({ completed: 1, twofold: 1, repeatedLetters: 1, refusedButThere: 1, lost: [] });
});
