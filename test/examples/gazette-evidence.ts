// A small story of the demo in which everything went as it should, for tests to change one thing of.

import type { Receipt } from "errand";
import type { Evidence } from "../../examples/gazette/demo/expectations.ts";
import type { JobRecord } from "../../examples/gazette/demo/job-record.ts";
import type { Story } from "../../examples/gazette/demo/story.ts";
import type { MeasuredThumbnail } from "../../examples/gazette/demo/thumbnails.ts";

export const GOOD_MAILS = [
  { to: "ann@example.org", subject: "Welcome, Ann" },
  { to: "grete@example.org", subject: "Welcome, Grete" },
  { to: "ben@example.com", subject: "Welcome, Ben" },
  { to: "otto@example.com", subject: "Otto, your first issue is waiting" },
];

export const STORY: Story = {
  flood: [receipt("picture", "low")],
  torn: receipt("torn", "low"),
  reminder: receipt("reminder", "low"),
  reminderAskedAt: 10_000,
  signUps: [receipt("welcome", "high")],
  greylisted: receipt("greylisted", "high"),
  importing: receipt("import", "high"),
  jobs: 7,
  pictures: [{ photo: "rocket.jpg", width: 40 }],
  mails: GOOD_MAILS,
};

const RECORDS = {
  picture: record("make-thumbnail", "low", { waitedSeconds: 2 }),
  torn: record("make-thumbnail", "low", {
    waitedSeconds: 2,
    attempts: 2,
    state: "dead",
    reason: "attempts_exhausted",
    errors: ["premature end", "premature end"],
  }),
  reminder: record("send-reminder", "low", { waitedSeconds: 0, startedAt: 13_000 }),
  welcome: record("send-welcome", "high", {}),
  greylisted: record("send-welcome", "high", { attempts: 3 }),
  import: record("import-members", "high", {}),
  imported: record("send-welcome", "high", {}),
};

/** The records of the story, with these changes. */
export function records(changes: Partial<Record<keyof typeof RECORDS, Partial<JobRecord>>> = {}): readonly JobRecord[] {
  return Object.entries(RECORDS).map(([id, good]) => ({ ...good, id, ...changes[id as keyof typeof RECORDS] }));
}

export function thumbnail(width: number | undefined): MeasuredThumbnail {
  return { photo: "rocket.jpg", width: 40, found: width === undefined ? undefined : { width, height: 27, bytes: 300 } };
}

export const GOOD: Evidence = {
  records: records(),
  mails: GOOD_MAILS,
  thumbnails: [thumbnail(40)],
  dead: { high: 0, low: 1 },
};

export function receipt(id: string, priority: Receipt["priority"]): Receipt {
  const never = () => Promise.reject(new Error("no test takes it back"));
  return { cancel: never, reschedule: never, id, job: "send-welcome", priority, dueAt: new Date(10_000) };
}

function record(job: string, priority: JobRecord["priority"], more: Partial<JobRecord>): Omit<JobRecord, "id"> {
  return { job, priority, state: "completed", attempts: 1, waitedSeconds: 0.1, ranSeconds: 0.1, errors: [], ...more };
}
