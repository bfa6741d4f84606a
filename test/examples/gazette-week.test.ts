// A week of the Gazette, on the harness's clock: real mails to a real SMTP server, real pictures, and no waiting.

import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createHarness } from "errand/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { startMailServer } from "../../examples/gazette/demo/mail-server.ts";
import * as jobs from "../../examples/gazette/jobs.ts";
import { readMembers } from "../../examples/gazette/members.ts";

const MEMBERS = fileURLToPath(new URL("../../examples/gazette/members.csv", import.meta.url));

async function aGazette() {
  const folder = await mkdtemp(join(tmpdir(), "gazette-week-"));
  const mailServer = await startMailServer({ "siobhan@example.com": 2 });
  vi.stubEnv("GAZETTE_OUTPUT", folder);
  vi.stubEnv("GAZETTE_SMTP_URL", mailServer.url);
  const harness = createHarness(jobs, { startAt: new Date("2026-06-01T09:00:00Z") });
  onTestFinished(async () => {
    await harness.stop();
    vi.unstubAllEnvs();
    await mailServer.stop();
    await rm(folder, { recursive: true });
  });
  return { folder, mailServer, harness };
}

test("a week of the Gazette", async () => {
  const { folder, mailServer, harness } = await aGazette();
  const mailsTo = (address: string) => mailServer.mails.filter(({ to }) => to === address);
  const members = await readMembers(MEMBERS);

  // Monday: twelve members come in, and three are to be reminded. One's server greylists, and asks to be tried again.
  await jobs.importMembers.enqueue(MEMBERS);
  for (const { email, name } of members.slice(0, 3))
    await jobs.sendReminder.with({ delay: "3 days" }).enqueue(email, name);
  await harness.drain();
  expect(harness.sentOf(jobs.sendWelcome)).toHaveLength(12);
  expect(mailServer.mails).toHaveLength(11);
  expect(mailsTo("siobhan@example.com")).toEqual([]);
  await harness.advance("10s");
  expect(mailsTo("siobhan@example.com")).toEqual([{ to: "siobhan@example.com", subject: "Welcome, O'Neill, Siobhán" }]);
  const siobhan = harness.ranOf(jobs.sendWelcome).filter(({ args: [email] }) => email === "siobhan@example.com");
  expect(siobhan.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
    [1, "failed"],
    [2, "failed"],
    [3, "completed"],
  ]);

  // Tuesday: two photographs, one of them torn. It is tried twice, and then lies with the dead, with its reason.
  await harness.advance("1 day");
  await jobs.makeThumbnail.enqueueMany([
    ["rocket.jpg", 60],
    ["torn.jpg", 60],
  ]);
  await harness.advance("1h");
  expect(await readdir(folder)).toEqual(["rocket-60.webp"]);
  expect(harness.deadOf(jobs.makeThumbnail)).toMatchObject([
    { args: ["torn.jpg", 60], reason: "attempts_exhausted", attempts: 2 },
  ]);

  // Wednesday: not a mail. Thursday, at nine: the reminders.
  await harness.advance("22h");
  expect(mailServer.mails).toHaveLength(12);
  await harness.advance("25h");
  expect(mailServer.mails).toHaveLength(15);
  expect(harness.ranOf(jobs.sendReminder)[0]?.at).toEqual(new Date("2026-06-04T09:00:00Z"));

  // Sunday: nothing is left.
  await harness.advance("4 days");
  expect(harness.now.toISOString().slice(0, 10)).toBe("2026-06-08");
  expect(harness.problems).toEqual([]);
});
