// What the demo draws and prints, and how it reads a mail's subject.

import { stripVTControlCharacters as plain } from "node:util";
import { describe, expect, test } from "vitest";
import { newRecord } from "../../examples/gazette/demo/job-record.ts";
import { subjectOf } from "../../examples/gazette/demo/mail-subject.ts";
import { median } from "../../examples/gazette/demo/median.ts";
import { progressLine } from "../../examples/gazette/demo/progress.ts";
import { printing } from "../../examples/gazette/demo/screen.ts";
import { summaryTable, toLots } from "../../examples/gazette/demo/summary.ts";
import { formatTable } from "../../examples/gazette/demo/table.ts";
import { records, STORY } from "./gazette-evidence.ts";

describe("the picture", () => {
  test("a queue's line counts what has ended, runs, waits, will be retried or is dead", () => {
    const states = ["completed", "completed", "dead", "running", "waiting", "waiting", "retrying"] as const;
    const jobs = states.map((state, index) => ({
      ...newRecord({ id: String(index), job: "send-welcome", priority: "high" }),
      state,
    }));

    expect(plain(progressLine("high", jobs))).toBe(
      "high  ████████▒▒▒▒········      3/7  1 running, 2 waiting, 1 to retry, 1 dead",
    );
    expect(plain(progressLine("low", jobs))).toBe("low   ····················      0/0");
  });

  test("off the terminal a line is printed only when it has changed", () => {
    const lines: string[] = [];
    const screen = printing((line) => lines.push(line));

    screen.show(["high 0", "low 0"]);
    screen.show(["high 1", "low 0"]);
    screen.show(["high 1", "low 0"]);

    expect(lines).toEqual(["high 0", "low 0", "high 1"]);
  });

  test("the summary has a line for each special job, and medians for each lot", () => {
    expect(summaryTable(toLots(STORY, records())).map((line) => plain(line))).toEqual([
      "job                         priority  attempts  waited     ran  outcome",
      "make-thumbnail × 1          low              1  2.00 s  0.10 s  completed",
      "make-thumbnail torn.jpg     low              2  2.00 s  0.10 s  dead",
      "send-reminder, in 3 s       low              1  0.00 s  0.10 s  completed",
      "send-welcome × 1            high             1  0.10 s  0.10 s  completed",
      "send-welcome, greylisted    high             3  0.10 s  0.10 s  completed",
      "import-members              high             1  0.10 s  0.10 s  completed",
      "send-welcome × 1, imported  high             1  0.10 s  0.10 s  completed",
    ]);
  });

  test("a lot whose jobs differ says how", () => {
    const lot = records({
      welcome: { attempts: 2, waitedSeconds: 0.3 },
      imported: { state: "running", ranSeconds: 0 },
    });
    const welcomes = lot.filter(({ job }) => job === "send-welcome");

    expect(summaryTable([{ title: "send-welcome", records: welcomes }]).map((line) => plain(line))[1]).toBe(
      "send-welcome  high      1 or 2 or 3  0.10 s  0.10 s  2 completed, 1 running",
    );
  });

  test("a table is as wide as what it holds, numbers to the right", () => {
    const columns = [
      { title: "to", align: "left" },
      { title: "count", align: "right" },
      { title: "subject", align: "left" },
    ] as const;
    expect(formatTable(columns, [["ann@example.org", "1", "Welcome"]])).toEqual([
      "to               count  subject",
      "ann@example.org      1  Welcome",
    ]);
  });

  test("the median is the middle one, or between the two in the middle", () => {
    expect([median([9, 1, 2]), median([4, 1, 2, 9]), median([])]).toEqual([2, 3, undefined]);
  });
});

test.each([
  ["Subject: Welcome, Ann", "Welcome, Ann"],
  ["Subject: =?UTF-8?Q?Welcome=2C_Bj=C3=B6rn?=", "Welcome, Björn"],
  ["Subject: =?UTF-8?B?55Sw5Lit?=\r\n =?UTF-8?Q?_=C3=A9?=", "田中 é"],
  ["Subject: Welcome,\r\n dear Ann", "Welcome, dear Ann"],
  ["To: a@example.org\r\n\r\nSubject: in the text", ""],
])("a mail's subject is read as people see it: %j", (header, subject) => {
  expect(subjectOf(`X: y\r\n${header}\r\n\r\nText`)).toBe(subject);
});
