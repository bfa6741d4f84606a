// What the demo asks of the Gazette: a flood of pictures, then the mails that people wait for, and three special jobs.

import { fileURLToPath } from "node:url";
import type { Receipt } from "errand";
import { importMembers, makeThumbnail, sendReminder, sendWelcome } from "../jobs.ts";
import { readMembers } from "../members.ts";
import { PHOTOS, TORN } from "../photos.ts";
import type { ReceivedMail } from "./mail-server.ts";

const WIDTHS = Array.from({ length: 40 }, (_none, index) => 50 + index * 10);
const MEMBERS = fileURLToPath(new URL("../members.csv", import.meta.url));
const SIGN_UPS: readonly [email: string, name: string][] = [
  ["ines@example.org", "Inês Duarte"],
  ["marek@example.com", "Marek Dvořák"],
  ["fatima@example.org", "Fatima El-Sayed"],
  ["bjorn@example.com", "Björn Åkesson"],
  ["lucia@example.org", "Lucía Peña"],
];

/** Her mail server refuses senders that it doesn't know, twice. */
export const GREYLISTED = "grete@example.org";
export const REMINDER_DELAY_SECONDS = 3;

export interface Picture {
  readonly photo: string;
  readonly width: number;
}

/** The receipts of everything that was enqueued, and what must come of it. */
export interface Story {
  readonly flood: readonly Receipt[];
  readonly torn: Receipt;
  readonly reminder: Receipt;
  /** Just before the reminder was enqueued, milliseconds since 1970. */
  readonly reminderAskedAt: number;
  readonly signUps: readonly Receipt[];
  readonly greylisted: Receipt;
  readonly importing: Receipt;
  /** How many jobs all this is, with those that the import enqueues itself. */
  readonly jobs: number;
  readonly pictures: readonly Picture[];
  readonly mails: readonly ReceivedMail[];
}

/** Enqueues everything, the flood first, and tells `enqueued` of the receipts as they come. */
export async function tell(enqueued: (receipts: readonly Receipt[]) => void): Promise<Story> {
  const noting = async <R extends Receipt | readonly Receipt[]>(posting: Promise<R>): Promise<R> => {
    const posted = await posting;
    enqueued([posted].flat());
    return posted;
  };
  const pictures = WIDTHS.flatMap((width) => PHOTOS.map((photo) => ({ photo, width })));
  const flood = await noting(makeThumbnail.enqueueMany(pictures.map(({ photo, width }) => [photo, width])));
  const torn = await noting(makeThumbnail.enqueue(TORN, 320));
  const reminderAskedAt = Date.now();
  const later = sendReminder.with({ delay: REMINDER_DELAY_SECONDS });
  const reminder = await noting(later.enqueue("otto@example.com", "Otto"));

  const signUps = await noting(sendWelcome.enqueueMany(SIGN_UPS));
  const greylisted = await noting(sendWelcome.enqueue(GREYLISTED, "Grete"));
  const importing = await noting(importMembers.enqueue(MEMBERS));

  const members = (await readMembers(MEMBERS)).map(({ email, name }) => [email, name] as const);
  const welcomed = [...SIGN_UPS, [GREYLISTED, "Grete"] as const, ...members];
  const mails = [
    ...welcomed.map(([to, name]) => ({ to, subject: `Welcome, ${name}` })),
    { to: "otto@example.com", subject: "Otto, your first issue is waiting" },
  ];
  // Each mail is a job; so is each picture, the torn one and the import itself.
  const jobs = mails.length + pictures.length + 2;
  return { flood, torn, reminder, reminderAskedAt, signUps, greylisted, importing, jobs, pictures, mails };
}
