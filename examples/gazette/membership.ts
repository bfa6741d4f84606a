// What the application does when somebody joins, opens an issue, moves or leaves: no job, but what enqueues and schedules them.

import { cron, isErrandError } from "errand";
import { sendBirthday, sendReminder, sendWelcome } from "./jobs.ts";
import type { Member } from "./members.ts";

/** @returns the id of the reminder, by which `opened` takes it back. */
export async function join(member: Member): Promise<string> {
  const { email, name } = member;
  await sendWelcome.enqueue(email, name);
  await planBirthday(member);
  const { id } = await sendReminder.with({ delay: "3 days" }).enqueue(email, name);
  return id;
}

/** Who has opened the first issue needs no reminder. Whether it comes too late for that is no error here. */
export async function opened(reminder: string): Promise<void> {
  try {
    await sendReminder.byId(reminder).cancel();
  } catch (error) {
    if (!isErrandError(error, "cannot_cancel")) throw error;
  }
}

/** The schedule has the same id as before: it is changed, and there is one still. */
export async function move(member: Member, timeZone: string): Promise<void> {
  await planBirthday({ ...member, timeZone });
}

export async function leave({ email }: Member): Promise<void> {
  await sendBirthday.unschedule(email);
}

/** At nine in the morning where the member lives. Who was born on 29 February celebrates on the last day of it. */
async function planBirthday({ email, name, birthday, timeZone }: Member): Promise<void> {
  if (birthday === undefined || timeZone === undefined) return;
  const [month, day] = birthday === "02-29" ? ["2", "L"] : birthday.split("-").map(Number);
  await sendBirthday.schedule(email, cron(`0 9 ${day} ${month} ? *`, { timeZone }), email, name);
}
