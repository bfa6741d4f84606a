// A year of the Gazette, on the harness's clock: a leap year, with real mails to a real SMTP server. The instants are worked out
// by hand from the calendar of 2028 and the zones' rules, not by what is tested.

import { fileURLToPath } from "node:url";
import { createHarness } from "errand/testing";
import { expect, onTestFinished, test, vi } from "vitest";

import * as jobs from "../../examples/gazette/jobs.ts";
import { type Member, readMembers } from "../../examples/gazette/members.ts";
import { join, leave, move, opened } from "../../examples/gazette/membership.ts";
import { startQuickMailServer } from "./quick-mail-server.ts";

const MEMBERS = fileURLToPath(new URL("../../examples/gazette/members.csv", import.meta.url));

/** The Sundays of 2028, and what the clocks of UTC show when it is seven in Berlin: it is put forward on 26 March, back on 29 October. */
const SUNDAYS = [
  ["01", "02 09 16 23 30", "06"],
  ["02", "06 13 20 27", "06"],
  ["03", "05 12 19", "06"],
  ["03", "26", "05"],
  ["04", "02 09 16 23 30", "05"],
  ["05", "07 14 21 28", "05"],
  ["06", "04 11 18 25", "05"],
  ["07", "02 09 16 23 30", "05"],
  ["08", "06 13 20 27", "05"],
  ["09", "03 10 17 24", "05"],
  ["10", "01 08 15 22", "05"],
  ["10", "29", "06"],
  ["11", "05 12 19 26", "06"],
  ["12", "03 10 17 24 31", "06"],
] as const;

/** When it is nine in the morning of each member's birthday, in the order of the year. */
const BIRTHDAYS = [
  ["ana.goncalves@example.org", "2028-01-05T09:00:00.000Z"], // Lisbon, winter
  ["lukasz@example.com", "2028-02-29T08:00:00.000Z"], // Warsaw, winter, a day that only leap years have
  ["jf.lecuyer@example.org", "2028-03-12T13:00:00.000Z"], // Toronto, seven hours after the clocks were put forward
  ["eleni@example.org", "2028-03-25T07:00:00.000Z"], // Athens, the day before they are
  ["zoe.mueller@example.org", "2028-03-26T07:00:00.000Z"], // Berlin, the day they are
  ["sakura.tanaka@example.com", "2028-05-05T00:00:00.000Z"], // Tokyo, where they never are
  ["gudrun@example.com", "2028-06-17T09:00:00.000Z"], // Reykjavik, neither
  ["amara.okafor@example.com", "2028-08-15T03:30:00.000Z"], // Kolkata, five hours and a half ahead
  ["siobhan@example.com", "2028-10-29T09:00:00.000Z"], // Dublin, eight hours after they were put back
  ["robert.smith@example.com", "2028-11-05T14:00:00.000Z"], // New York, the day they are put back
  ["soren@example.org", "2028-12-30T20:00:00.000Z"], // moved from Copenhagen to Auckland: the 31st, in its summer
] as const;

async function aGazette() {
  const mailServer = await startQuickMailServer();
  vi.stubEnv("GAZETTE_SMTP_URL", mailServer.url);
  const harness = createHarness(jobs, { startAt: new Date("2028-01-01T00:00:00Z") });
  onTestFinished(async () => {
    await harness.stop();
    vi.unstubAllEnvs();
    await mailServer.stop();
  });
  return { mailServer, harness };
}

test("a year of the Gazette: 53 issues, a birthday mail for each member, and a reminder that is cancelled", async () => {
  const { mailServer, harness } = await aGazette();
  const members = new Map((await readMembers(MEMBERS)).map((member) => [member.email, member]));
  const the = (email: string): Member => members.get(email) as Member;

  // New Year: twelve members join. One opens the first issue the day after.
  const reminders = new Map<string, string>();
  for (const member of members.values()) reminders.set(member.email, await join(member));
  await harness.advance("1 day");
  await opened(reminders.get("robert.smith@example.com") ?? "");

  // In July one moves to the other side of the world, in October another leaves.
  await harness.advance("181 days");
  expect(harness.now.toISOString()).toBe("2028-07-01T00:00:00.000Z");
  await move(the("soren@example.org"), "Pacific/Auckland");
  await harness.advance("92 days");
  expect(harness.now.toISOString()).toBe("2028-10-01T00:00:00.000Z");
  await leave(the("minh.nguyen@example.org"));
  await harness.advance("92 days");
  expect(harness.now.toISOString()).toBe("2029-01-01T00:00:00.000Z");

  const issues = SUNDAYS.flatMap(([month, days, hour]) =>
    days.split(" ").map((day) => ({ day: `2028-${month}-${day}`, at: `2028-${month}-${day}T${hour}:00:00.000Z` })),
  );
  expect(issues).toHaveLength(53);
  expect(harness.ranOf(jobs.publishIssue).map(({ at }) => at.toISOString())).toEqual(issues.map(({ at }) => at));
  expect(harness.ranOf(jobs.sendBirthday).map(({ args: [email], at }) => [email, at.toISOString()])).toEqual(BIRTHDAYS);
  const reminded = harness.ranOf(jobs.sendReminder);
  expect(reminded.map(({ args: [email] }) => email)).not.toContain("robert.smith@example.com");
  expect(new Set(reminded.map(({ at }) => at.toISOString()))).toEqual(new Set(["2028-01-04T00:00:00.000Z"]));

  // And so have the mails arrived: each once, each issue under its own Sunday.
  const subjects = (start: string) => mailServer.mails.filter(({ subject }) => subject.startsWith(start));
  expect(subjects("The Gazette of ")).toEqual(
    issues.map(({ day }) => ({ to: "readers@gazette.example.org", subject: `The Gazette of ${day}` })),
  );
  expect(subjects("Happy birthday, ").map(({ to }) => to)).toEqual(BIRTHDAYS.map(([email]) => email));
  expect(subjects("Welcome, ")).toHaveLength(12);
  expect(mailServer.mails).toHaveLength(53 + 11 + 12 + 11);
  expect(harness.dead).toEqual([]);
  expect(harness.problems).toEqual([]);
});

test("the birthdays that are planned can be listed: by member, where they live, with what they are called", async () => {
  const { harness } = await aGazette();
  const [ana, , , lukasz] = await readMembers(MEMBERS);
  await join(ana as Member);
  await join(lukasz as Member);
  await move(ana as Member, "America/Sao_Paulo");

  const planned = (await jobs.sendBirthday.schedules()).toSorted((a, b) => a.id.localeCompare(b.id));
  expect(planned).toMatchObject([
    { id: "ana.goncalves@example.org", expression: "cron(0 9 5 1 ? *)", timeZone: "America/Sao_Paulo", enabled: true },
    {
      id: "lukasz@example.com",
      expression: "cron(0 9 L 2 ? *)",
      timeZone: "Europe/Warsaw",
      args: ["lukasz@example.com", "Łukasz Wójcik"],
    },
  ]);

  await leave(ana as Member);
  expect((await jobs.sendBirthday.schedules()).map(({ id }) => id)).toEqual(["lukasz@example.com"]);
  expect(harness.ranOf(jobs.sendBirthday)).toEqual([]);
});

test("who opens the issue after the reminder has gone is not troubled with that", async () => {
  const { harness } = await aGazette();
  const [ana] = await readMembers(MEMBERS);
  const reminder = await join(ana as Member);
  await harness.advance("3 days");
  await expect(opened(reminder)).resolves.toBeUndefined();
  expect(harness.ranOf(jobs.sendReminder)).toHaveLength(1);
});
