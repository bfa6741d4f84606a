// What must hold at the end of the demo: each expectation a sentence, and whether it does.

import type { Receipt } from "errand";
import { hasEnded, type JobRecord } from "./job-record.ts";
import type { ReceivedMail } from "./mail-server.ts";
import { median } from "./median.ts";
import { REMINDER_DELAY_SECONDS, type Story } from "./story.ts";
import type { MeasuredThumbnail } from "./thumbnails.ts";

export interface Expectation {
  readonly holds: boolean;
  /** What is expected, and where that is more than yes or no, what was found. */
  readonly sentence: string;
}

/** What was found at the end. */
export interface Evidence {
  readonly records: readonly JobRecord[];
  readonly mails: readonly ReceivedMail[];
  readonly thumbnails: readonly MeasuredThumbnail[];
  /** How many messages the dead-letter queues hold. */
  readonly dead: { readonly high: number; readonly low: number };
}

export function checkExpectations(story: Story, evidence: Evidence): readonly Expectation[] {
  const { records, mails, thumbnails, dead } = evidence;
  const of = (receipts: readonly Receipt[]) =>
    receipts.flatMap(({ id }) => records.find((record) => record.id === id) ?? []);
  return [
    everyJobEnded(story.jobs, records),
    everyMailOnce(story.mails, mails),
    everyThumbnail(thumbnails),
    highFirst(of([...story.signUps, story.greylisted]), of(story.flood)),
    greylistedOnThird(of([story.greylisted])[0]),
    tornIsDead(of([story.torn])[0], dead),
    reminderWaited(of([story.reminder])[0], story.reminderAskedAt),
  ];
}

function everyJobEnded(jobs: number, records: readonly JobRecord[]): Expectation {
  const open = Map.groupBy(
    records.filter((record) => !hasEnded(record)),
    ({ job, state }) => `${job} ${state}`,
  );
  const wrong = [...open].map(([what, { length }]) => `${length} ${what}`);
  if (records.length !== jobs) wrong.push(`${records.length} known`);
  return { holds: wrong.length === 0, sentence: `all ${jobs} jobs have ended${but(wrong)}` };
}

function everyMailOnce(expected: readonly ReceivedMail[], mails: readonly ReceivedMail[]): Expectation {
  const [wanted, got] = [expected, mails].map((list) => list.map(({ to, subject }) => `${to} "${subject}"`));
  const times = (mail: string) => got?.filter((other) => other === mail).length ?? 0;
  const wrong = [
    ...(wanted ?? []).filter((mail) => times(mail) !== 1).map((mail) => `${times(mail)} of ${mail}`),
    ...(got ?? []).filter((mail) => !wanted?.includes(mail)).map((mail) => `nobody sent ${mail}`),
  ];
  return {
    holds: wrong.length === 0,
    sentence: `${expected.length} mails have arrived, each exactly once${but(wrong)}`,
  };
}

function everyThumbnail(thumbnails: readonly MeasuredThumbnail[]): Expectation {
  const wrong = thumbnails
    .filter(({ width, found }) => found?.width !== width)
    .map(({ photo, width, found }) => `${photo} at ${width} is ${found?.width ?? "missing"}`);
  const sentence = `${thumbnails.length} thumbnails can be read, each as wide as asked${but(wrong)}`;
  return { holds: wrong.length === 0, sentence };
}

function highFirst(mails: readonly JobRecord[], flood: readonly JobRecord[]): Expectation {
  const [high, low] = [mails, flood].map((list) => median(list.flatMap(({ waitedSeconds }) => waitedSeconds ?? [])));
  return {
    holds: high !== undefined && low !== undefined && high < low,
    sentence: `mails enqueued after the flood waited less: ${seconds(high)}, the flood ${seconds(low)} (medians)`,
  };
}

function greylistedOnThird(mail: JobRecord | undefined): Expectation {
  return {
    holds: mail?.state === "completed" && mail.attempts === 3,
    sentence: `the greylisted mail goes out on attempt 3: ${mail?.state} after ${mail?.attempts}`,
  };
}

function tornIsDead(torn: JobRecord | undefined, dead: Evidence["dead"]): Expectation {
  return {
    holds: torn?.state === "dead" && torn.reason === "attempts_exhausted" && dead.low === 1 && dead.high === 0,
    sentence: `torn.jpg alone is dead-lettered: ${torn?.state}, ${torn?.reason}; low holds ${dead.low}, high ${dead.high}`,
  };
}

function reminderWaited(reminder: JobRecord | undefined, askedAt: number): Expectation {
  const after = reminder?.startedAt === undefined ? undefined : (reminder.startedAt - askedAt) / 1000;
  return {
    holds: after !== undefined && after >= REMINDER_DELAY_SECONDS,
    sentence: `the reminder waits for its ${REMINDER_DELAY_SECONDS} s: started after ${seconds(after)}`,
  };
}

function seconds(number: number | undefined): string {
  return number === undefined ? "never" : `${number.toFixed(2)} s`;
}

function but(wrong: readonly string[]): string {
  return wrong.length === 0 ? "" : `; not so: ${wrong.join(", ")}`;
}
