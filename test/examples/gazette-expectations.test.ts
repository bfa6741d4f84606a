// The demo's bookkeeping and its expectations: it must not say that all is well when it isn't.

import type { ErrandEvent } from "errand";
import { describe, expect, test } from "vitest";
import { checkExpectations, type Evidence } from "../../examples/gazette/demo/expectations.ts";
import { afterEvent, newRecord } from "../../examples/gazette/demo/job-record.ts";
import { createJournal } from "../../examples/gazette/demo/journal.ts";
import { GOOD, GOOD_MAILS, receipt, records, STORY, thumbnail } from "./gazette-evidence.ts";

const about = { job: "send-welcome", id: "1", priority: "high", attempt: 1, at: 5_000 } as const;
const started: ErrandEvent = { ...about, type: "job.started", waitedSeconds: 0.5 };
const failed: ErrandEvent = {
  ...about,
  type: "job.failed",
  ranSeconds: 1,
  error: { name: "Error", message: "451 later" },
  retryInSeconds: 2,
  args: "",
};
const completed: ErrandEvent = { ...about, type: "job.completed", ranSeconds: 2 };

function failures(evidence: Evidence): readonly string[] {
  return checkExpectations(STORY, evidence)
    .filter(({ holds }) => !holds)
    .map(({ sentence }) => sentence);
}

describe("the record of a job", () => {
  test("keeps the first wait and the first start, and adds up the attempts", () => {
    const again: ErrandEvent = { ...about, type: "job.started", waitedSeconds: 9, at: 9_000, attempt: 2 };

    expect([started, failed, again, completed].reduce(afterEvent, newRecord(about))).toEqual({
      id: "1",
      job: "send-welcome",
      priority: "high",
      state: "completed",
      attempts: 2,
      startedAt: 5_000,
      waitedSeconds: 0.5,
      ranSeconds: 3,
      errors: ["451 later"],
    });
  });
});

describe("the journal", () => {
  test("an event may come before the receipt of its job", () => {
    const journal = createJournal();
    journal.listen(started);
    journal.add([receipt("1", "high"), receipt("2", "high")]);

    expect(journal.records().map(({ id, state }) => `${id} ${state}`)).toEqual(["1 running", "2 waiting"]);
  });

  test("says when that many jobs have ended, and not before", async () => {
    const journal = createJournal();
    const ended: string[] = [];
    const first = journal.whenEnded(1).then(() => ended.push("first"));
    const both = journal.whenEnded(2).then(() => ended.push("both"));

    journal.listen(started);
    journal.listen(completed);
    await first;
    expect(ended).toEqual(["first"]);

    journal.listen({ ...completed, id: "2" });
    await both;
    expect(ended).toEqual(["first", "both"]);
  });
});

describe("the expectations", () => {
  test("all hold when everything went as it should", () => {
    expect(failures(GOOD)).toEqual([]);
  });

  test.each<[wrong: string, evidence: Partial<Evidence>, sentence: string]>([
    ["a mail came twice", { mails: [...GOOD_MAILS, ...GOOD_MAILS.slice(0, 1)] }, "not so: 2 of ann@example.org"],
    ["a mail is missing", { mails: GOOD_MAILS.slice(1) }, "not so: 0 of ann@example.org"],
    [
      "nobody asked for a mail",
      { mails: [...GOOD_MAILS, { to: "eve@example.org", subject: "?" }] },
      "not so: nobody sent eve@example.org",
    ],
    ["a thumbnail is missing", { thumbnails: [thumbnail(undefined)] }, "not so: rocket.jpg at 40 is missing"],
    ["a thumbnail is too wide", { thumbnails: [thumbnail(41)] }, "not so: rocket.jpg at 40 is 41"],
    [
      "the flood was first",
      { records: records({ welcome: { waitedSeconds: 3 }, greylisted: { waitedSeconds: 3 } }) },
      "waited less: 3.00 s, the flood 2.00 s",
    ],
    ["the greylisted mail took four", { records: records({ greylisted: { attempts: 4 } }) }, "completed after 4"],
    ["the torn picture is not in its queue", { dead: { high: 0, low: 0 } }, "low holds 0, high 0"],
    ["a mail is in the dead-letter queue", { dead: { high: 1, low: 1 } }, "low holds 1, high 1"],
    ["it is dead for another reason", { records: records({ torn: { reason: "malformed" } }) }, "dead, malformed"],
    ["the reminder was early", { records: records({ reminder: { startedAt: 12_999 } }) }, "started after 3.00 s"],
    ["a job has not ended", { records: records({ welcome: { state: "running" } }) }, "not so: 1 send-welcome running"],
    ["a job was never heard of", { records: records().slice(1) }, "not so: 6 known"],
  ])("%s: that fails, and says so", (_wrong, evidence, sentence) => {
    expect(failures({ ...GOOD, ...evidence }).join("\n")).toContain(sentence);
  });
});
