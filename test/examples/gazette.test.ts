// The Gazette's jobs, tested as any user of Errand would test theirs: called, and enqueued in mode "inline".

import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { configure, EnqueueManyError, type ErrandEvent } from "errand";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type MailServer, startMailServer } from "../../examples/gazette/demo/mail-server.ts";
import * as jobs from "../../examples/gazette/jobs.ts";

const { importMembers, makeThumbnail, sendReminder, sendWelcome } = jobs;
const MEMBERS = fileURLToPath(new URL("../../examples/gazette/members.csv", import.meta.url));

let folder: string;
let mailServer: MailServer;
let events: ErrandEvent[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gazette-test-"));
  mailServer = await startMailServer({ "grete@example.org": 1 });
  events = [];
  vi.stubEnv("GAZETTE_OUTPUT", folder);
  vi.stubEnv("GAZETTE_SMTP_URL", mailServer.url);
  configure({ mode: "inline", onEvent: (event) => events.push(event) });
});

afterEach(async () => {
  configure({ mode: undefined, onEvent: undefined });
  vi.unstubAllEnvs();
  await mailServer.stop();
  await rm(folder, { recursive: true });
});

describe("thumbnails", () => {
  test("a photograph becomes a WebP of the width asked for, in its own proportions", async () => {
    const made = await makeThumbnail("rocket.jpg", 320);

    expect(made).toEqual({ file: join(folder, "rocket-320.webp"), width: 320, height: 214 });
    expect(await sharp(made.file).metadata()).toMatchObject({ format: "webp", width: 320, height: 214 });
  });

  test("a photograph is never enlarged", async () => {
    expect(await makeThumbnail("chelsea.jpg", 2000)).toMatchObject({ width: 451, height: 300 });
  });

  test("a torn photograph is an error and leaves no half thumbnail", async () => {
    await expect(makeThumbnail("torn.jpg", 320)).rejects.toThrow("premature end of JPEG image");
    expect(await readdir(folder)).toEqual([]);
  });

  test("enqueued inline, the thumbnail is there when .enqueue resolves", async () => {
    const receipt = await makeThumbnail.enqueue("coffee.jpg", 120);

    expect(receipt).toMatchObject({ job: "make-thumbnail", priority: "low" });
    expect(await sharp(join(folder, "coffee-120.webp")).metadata()).toMatchObject({ width: 120, height: 80 });
  });

  test("enqueued inline, what the job throws is thrown to whoever enqueued it", async () => {
    await expect(makeThumbnail.enqueue("torn.jpg", 320)).rejects.toThrow("premature end of JPEG image");
    expect(events.map(({ type }) => type)).toEqual(["job.enqueued", "job.started", "job.dead"]);
  });
});

describe("mails", () => {
  test("a welcome goes to the new member, with the name as it is written", async () => {
    await sendWelcome("marek@example.com", "Marek Dvořák");

    expect(mailServer.mails).toEqual([{ to: "marek@example.com", subject: "Welcome, Marek Dvořák" }]);
  });

  test("a mail server that greylists refuses the first try and takes the second", async () => {
    await expect(sendWelcome("grete@example.org", "Grete")).rejects.toThrow("451 4.7.1");
    expect(mailServer.mails).toEqual([]);

    await sendWelcome("grete@example.org", "Grete");
    expect(mailServer.mails).toHaveLength(1);
    expect(mailServer.refused()).toBe(1);
  });

  test("a welcome is a job of high priority", async () => {
    const receipt = await sendWelcome.enqueue("ines@example.org", "Inês Duarte");

    expect(receipt.priority).toBe("high");
    expect(mailServer.mails).toEqual([{ to: "ines@example.org", subject: "Welcome, Inês Duarte" }]);
  });

  test("a reminder that is due in three days is sent at once where everything runs inline", async () => {
    const receipt = await sendReminder.with({ delay: "3 days" }).enqueue("otto@example.com", "Otto");

    expect(receipt.dueAt.getTime()).toBeGreaterThan(Date.now() + 2 * 86_400_000);
    expect(mailServer.mails).toEqual([{ to: "otto@example.com", subject: "Otto, your first issue is waiting" }]);
  });

  test("without GAZETTE_SMTP_URL no mail leaves, and the error says what to set", async () => {
    vi.stubEnv("GAZETTE_SMTP_URL", undefined);

    await expect(sendWelcome("ines@example.org", "Inês")).rejects.toThrow("GAZETTE_SMTP_URL is not set");
  });
});

describe("the import of members", () => {
  test("each member of the file is welcomed, whatever accents, commas and quotes are in the name", async () => {
    expect(await importMembers(MEMBERS)).toBe(12);

    expect(mailServer.mails).toHaveLength(12);
    expect(mailServer.mails).toContainEqual({ to: "siobhan@example.com", subject: "Welcome, O'Neill, Siobhán" });
    expect(mailServer.mails).toContainEqual({ to: "zoe.mueller@example.org", subject: 'Welcome, Zoë "Zo" Müller' });
    expect(mailServer.mails).toContainEqual({ to: "sakura.tanaka@example.com", subject: "Welcome, 田中 さくら" });
  });

  test("enqueued inline, the import is one job and each welcome another", async () => {
    await importMembers.enqueue(MEMBERS);

    const completed = events.filter(({ type }) => type === "job.completed").map(({ job }) => job);
    expect(completed).toEqual([...Array<string>(12).fill("send-welcome"), "import-members"]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(13);
  });

  test("one address that is refused keeps no other member from the welcome", async () => {
    const file = await csv("name,email", "Ann,ann@example.org", "Grete,grete@example.org", "Ben,ben@example.com");

    await expect(importMembers(file)).rejects.toThrow(EnqueueManyError);
    expect(mailServer.mails.map(({ to }) => to)).toEqual(["ann@example.org", "ben@example.com"]);
  });

  test("a row without an address is named, and nobody is welcomed", async () => {
    const file = await csv("name,email", "Ann,ann@example.org", "Ben,");

    await expect(importMembers(file)).rejects.toThrow("members.csv, member 2: expected a name and an e-mail address");
    expect(mailServer.mails).toEqual([]);
  });

  test("a birthday without the zone in which it begins is named as well", async () => {
    const file = await csv("name,email,birthday,timeZone", "Ann,ann@example.org,12-24,", "Ben,ben@example.com,,");

    await expect(importMembers(file)).rejects.toThrow('member 1: expected a birthday as "12-24" and its time zone');
  });
});

async function csv(...lines: readonly string[]): Promise<string> {
  const file = join(folder, "members.csv");
  await writeFile(file, lines.join("\n"));
  return file;
}

test("a name that leads out of the photographs' folder is discarded, not tried again", async () => {
  await expect(makeThumbnail("../members.csv", 100)).rejects.toThrow(
    'discarded: "../members.csv" is not the name of a photograph',
  );
});

test("an address that is none is refused where it is enqueued", async () => {
  await expect(sendWelcome.enqueue("ann", "Ann")).rejects.toMatchObject({
    code: "invalid_args",
    message: expect.stringContaining('Job "send-welcome": its schema does not accept the arguments: args[0]: '),
  });
});
