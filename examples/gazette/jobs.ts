// What the Gazette does in the background: each export is a job, and still a function that you can call.

import { cron, current, job, lazy } from "errand";
import * as z from "zod";
import { sendMail } from "./mailer.ts";
import { readMembers } from "./members.ts";

/** Somebody waits for this one: high priority, and a mail server that is busy is asked again soon. */
export const sendWelcome = job(
  "send-welcome",
  async (email: string, name: string) => {
    await sendMail({
      to: email,
      subject: `Welcome, ${name}`,
      text: `Dear ${name},\n\nyou are a member of the Gazette now. The next issue comes on Sunday.\n\nThe editors\n`,
    });
  },
  {
    priority: "high",
    retry: { attempts: 4, min: "1s", max: "2s" },
    args: z.tuple([z.email(), z.string().min(1)]), // an address that is none is refused where it is enqueued
  },
);

/** Enqueued with a delay, and cancelled when the issue is opened: `membership.ts`. */
export const sendReminder = job("send-reminder", async (email: string, name: string) => {
  await sendMail({
    to: email,
    subject: `${name}, your first issue is waiting`,
    text: `Dear ${name},\n\nyour first issue of the Gazette is out, and you haven't opened it yet.\n\nThe editors\n`,
  });
});

/** Scheduled for each member, on the clocks where they live: `membership.ts`. */
export const sendBirthday = job("send-birthday", async (email: string, name: string) => {
  await sendMail({
    to: email,
    subject: `Happy birthday, ${name}`,
    text: `Dear ${name},\n\nall the best from all of us at the Gazette.\n\nThe editors\n`,
  });
});

/** `off`, or the cron expression of other times. */
const issues = process.env["GAZETTE_ISSUES"] ?? "";

/** Every Sunday at seven on Berlin's clocks, in summer as in winter, to the list of those who read it. */
export const publishIssue = job(
  "publish-issue",
  async (list: string) => {
    const day = (current()?.scheduledAt ?? new Date()).toISOString().slice(0, 10); // late or tried again, it is Sunday's
    await sendMail({ to: list, subject: `The Gazette of ${day}`, text: "This week: everything.\n\nThe editors\n" });
  },
  {
    schedule: cron(issues === "" || issues === "off" ? "0 7 ? * SUN *" : issues, {
      timeZone: "Europe/Berlin",
      args: ["readers@gazette.example.org"],
      enabled: issues !== "off",
    }),
  },
);

/** Whoever enqueues it loads neither sharp nor ./thumbnail.ts; the worker does, at the first picture. */
export const makeThumbnail = job(
  "make-thumbnail",
  lazy(() => import("./thumbnail.ts")),
  {
    retry: { attempts: 2, min: "1s", max: "1s" },
  },
);

/** A job that posts jobs: each member's welcome stands for itself, so one bad address fails alone. */
export const importMembers = job(
  "import-members",
  async (file: string) => {
    const members = await readMembers(file);
    await sendWelcome.enqueueMany(members.map(({ email, name }) => [email, name]));
    return members.length;
  },
  { priority: "high" },
);
