import { describe, expect, test } from "vitest";
import { explainExtraRuns, type FaultEvidence } from "./extra-runs.ts";
import type { KindName } from "./kinds.ts";
import type { Run } from "./run-log.ts";
import { aRun } from "./support/runs.ts";

const NO_FAULTS: FaultEvidence = {
  sentOn: new Map(),
  plannedCopies: 1,
  unanswered: new Set(),
  returned: new Map(),
  givenUp: new Map(),
  lostSends: new Map(),
};

function explain(runs: readonly Run[], faults: Partial<FaultEvidence> = {}, kind: KindName = "quick") {
  const { causes, unexplained } = explainExtraRuns(runs, () => kind, { ...NO_FAULTS, ...faults });
  return { causes: Object.fromEntries(causes), unexplained };
}

test("what a job was to do needs no explanation", () => {
  const runs = [1, 2, 3].map((attempt) => aRun({ attempt, ending: attempt < 3 ? "failed" : "completed" }));
  expect(explain(runs, {}, "fails-twice").causes).toEqual({});
  expect(explain([aRun({ ending: "snoozed" }), aRun({ deadlineAt: 5000 })], {}, "snoozes").causes).toEqual({});
});

test("a run beyond the plan that nothing explains is told", () => {
  const second = aRun({ deadlineAt: 5000 });
  expect(explain([aRun({}), second])).toEqual({ causes: { unexplained: 1 }, unexplained: [second] });
});

describe("a second run is explained by", () => {
  const second = aRun({ deadlineAt: 5000 });

  test("a first one that was cut off", () => {
    expect(explain([aRun({ ending: undefined }), second]).causes).toEqual({ cut: 1 });
  });

  test("a first one that had ended when what ran it was killed", () => {
    const first = aRun({});
    expect(explain([first, second], { unanswered: new Set([first]) }).causes).toEqual({ unanswered: 1 });
    expect(explain([first, second], { unanswered: new Set([second]) }).causes).toEqual({ unanswered: 1 });
  });

  test("an outcome that could not be written", () => {
    expect(explain([aRun({}), second], { returned: new Map([["id-1", 1]]) }).causes).toEqual({ returned: 1 });
  });

  test("two copies that were sent on to run alone", () => {
    expect(explain([aRun({}), second], { sentOn: new Map([["id-1", 2]]) }).causes).toEqual({ copied: 1 });
    const once = { sentOn: new Map([["id-1", 1]]) };
    expect(explain([aRun({}), second], once).causes).toEqual({ unexplained: 1 });
    expect(explain([aRun({}), second], { ...once, plannedCopies: 0 }).causes).toEqual({ copied: 1 });
  });

  test("a sending of that attempt whose answer was lost", () => {
    expect(explain([aRun({}), second], { lostSends: new Map([["id-1 1", 1]]) }).causes).toEqual({ resent: 1 });
    expect(explain([aRun({}), second], { lostSends: new Map([["id-1 2", 1]]) }).causes).toEqual({ unexplained: 1 });
  });

  test("an attempt before that was given up at its deadline", () => {
    const runs = [aRun({}), aRun({ attempt: 2, deadlineAt: 5000 })];
    expect(explain(runs, { givenUp: new Map([["id-1 1", 1]]) }).causes).toEqual({ givenUp: 1 });
    expect(explain(runs).causes).toEqual({ unexplained: 1 });
  });

  test("a second run of the attempt before, which went on as well", () => {
    const runs = [1, 2].flatMap((attempt) => [aRun({ attempt }), aRun({ attempt, deadlineAt: 5000 })]);
    const lostSends = new Map([["id-1 1", 1]]);
    expect(explain(runs, { lostSends }, "fails-always").causes).toEqual({ resent: 1, inherited: 1 });
  });
});

test("one fault explains one run", () => {
  const runs = [aRun({ ending: undefined }), aRun({ deadlineAt: 5000 }), aRun({ deadlineAt: 6000 })];
  expect(explain(runs).causes).toEqual({ cut: 1, unexplained: 1 });
});
