// What is printed at the end: what became of each job, the proof, and the expectations.

import { styleText } from "node:util";
import { checkExpectations, type Evidence } from "./expectations.ts";
import type { JobRecord } from "./job-record.ts";
import type { ReceivedMail } from "./mail-server.ts";
import type { Story } from "./story.ts";
import { summaryTable, toLots } from "./summary.ts";
import { formatTable } from "./table.ts";
import { thumbnailTable } from "./thumbnails.ts";

export interface Report {
  readonly lines: readonly string[];
  /** Whether every expectation holds. */
  readonly passed: boolean;
}

export function createReport(story: Story, evidence: Evidence): Report {
  const { records, mails, thumbnails } = evidence;
  const expectations = checkExpectations(story, evidence);
  return {
    passed: expectations.every(({ holds }) => holds),
    lines: [
      ...section("What became of the jobs", summaryTable(toLots(story, records)), [
        "waited: from when it was due to its first start. ran: all its attempts.",
        "Where a line is many jobs, both are medians.",
        ...failures(records),
      ]),
      ...section("The mails that the SMTP server has accepted", mailTable(mails)),
      ...section("The thumbnails on the disk", thumbnailTable(thumbnails)),
      "",
      ...expectations.map(({ holds, sentence }) =>
        holds ? `${styleText("green", "ok")} ${sentence}` : `${styleText("red", "FAILED")} ${sentence}`,
      ),
    ],
  };
}

function section(title: string, [head = "", ...rows]: readonly string[], notes: readonly string[] = []): string[] {
  const dim = (line: string) => styleText("dim", line);
  return ["", styleText("bold", title), dim(head), ...rows, ...notes.map(dim)];
}

/** What failed attempts said, each message once. */
function failures(records: readonly JobRecord[]): string[] {
  const said = records.flatMap(({ job, errors }) => errors.map((error) => `${job}: ${error}`));
  return [...Map.groupBy(said, (line) => line)].map(([line, { length }]) => `${length} × ${line}`);
}

function mailTable(mails: readonly ReceivedMail[]): string[] {
  const same = Map.groupBy(mails, ({ to, subject }) => JSON.stringify([to, subject]));
  return formatTable(
    [
      { title: "count", align: "right" },
      { title: "to", align: "left" },
      { title: "subject", align: "left" },
    ],
    [...same.values()].map((copies) => [String(copies.length), copies[0]?.to ?? "", copies[0]?.subject ?? ""]),
  );
}
