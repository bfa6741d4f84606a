import { hash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, type TestContext, test } from "vitest";
import { createSpoolFolder, messagesOf, takeAll, toIds } from "./spool-folder.ts";

const IDS = ["a", "b", "c"];

const withoutEnd = (line: string): string => line.replace(/\r+$/, "");

/** What three messages look like in a file. */
async function writtenBytes(context: TestContext): Promise<Buffer> {
  const { open, directory, names } = createSpoolFolder(context);
  await (await open()).append(messagesOf(...IDS));
  return readFileSync(join(directory, names()[0] ?? ""));
}

/** What comes of a file with these bytes, and of a message that is appended after it was found. */
async function readBack(context: Pick<TestContext, "onTestFinished">, bytes: Uint8Array) {
  const { open, directory, problems, names, setAside } = createSpoolFolder(context);
  mkdirSync(directory);
  writeFileSync(join(directory, "20260101T000000000-0-000001.spool"), bytes);
  const spool = await open(100_000_000);
  const waiting = await spool.status();
  await spool.append(messagesOf("later"));
  const messages = await takeAll(spool);
  const aside = problems.length > 0 ? setAside() : [];
  expect(names()).toEqual([]);
  expect(await spool.status()).toMatchObject({ messages: 0, setAside: aside.length });
  await spool.close();
  expect(messages.at(-1)?.id).toBe("later");
  expect(waiting.messages).toBe(messages.length - 1);
  return { messages: messages.slice(0, -1), aside };
}

test("a file cut at any byte gives the lines that are whole, and sets the rest aside", {
  timeout: 60_000,
}, async (context) => {
  const bytes = await writtenBytes(context);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const left = bytes.subarray(0, cut);
    const whole = left.toString().split("\n");
    const torn = whole.pop();
    const { messages, aside } = await readBack(context, left);
    expect([cut, toIds(messages), aside]).toEqual([cut, IDS.slice(0, whole.length), torn ? [torn] : []]);
  }
});

test("whichever byte is altered, no altered message is sent, and what is not sent is set aside", {
  timeout: 60_000,
}, async (context) => {
  const bytes = await writtenBytes(context);
  const lines = bytes.toString("latin1").trimEnd().split("\n");
  const alteration = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }));
  await fc.assert(
    fc.asyncProperty(alteration, async ([place, bits]) => {
      const altered = Buffer.from(bytes);
      altered[place] = (altered[place] ?? 0) ^ bits;
      const { messages, aside } = await readBack(context, altered);
      expect(messagesOf(...IDS)).toEqual(expect.arrayContaining([...messages]));
      const alteredLines = altered
        .toString("latin1")
        .split("\n")
        .filter((line) => line !== "");
      const sent = lines.filter((_, index) => messages.some(({ id }) => id === IDS[index]));
      // All that was there is accounted for, in the letters that it now has.
      const kept = [...sent, ...aside].flatMap((line) => withoutEnd(line.slice(4))).toSorted();
      expect(kept).toEqual(alteredLines.map((line) => withoutEnd(line.slice(4))).toSorted());
      expect(messages.length).toBeGreaterThanOrEqual(1);
    }),
    { numRuns: 400 },
  );
});

const foreignLine = fc
  .oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
    fc.constantFrom("\0\0\0\0", "#", "wait", "wait 0123456789abcdef {}", "done 0123456789abcdef {", "\r", "﻿", "null"),
  )
  .map((text) => Buffer.from(text.replaceAll("\n", "")))
  .filter((line) => line.length > 0);

test("whatever stands between lines, the lines come in their order, and the rest is set aside", {
  timeout: 60_000,
}, async (context) => {
  const own = (await writtenBytes(context)).toString().trimEnd().split("\n");
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(foreignLine, { maxLength: 3 }), { minLength: 4, maxLength: 4 }),
      fc.constantFrom("\n", "\r\n"),
      async (foreign, end) => {
        const parts = foreign.flatMap((lines, index) => [...lines, ...(own[index] ? [Buffer.from(own[index])] : [])]);
        const bytes = Buffer.concat(parts.flatMap((part) => [part, Buffer.from(end)]));
        const { messages, aside } = await readBack(context, bytes);
        expect(toIds(messages)).toEqual(IDS);
        expect(aside.map(withoutEnd)).toEqual(foreign.flat().map((line) => withoutEnd(line.toString("latin1"))));
      },
    ),
    { numRuns: 100 },
  );
});

test("a huge line harms no other", async (context) => {
  const own = await writtenBytes(context);
  const { messages, aside } = await readBack(
    context,
    Buffer.concat([Buffer.alloc(30_000_000, "x\0"), Buffer.from("\n"), own]),
  );
  expect(toIds(messages)).toEqual(IDS);
  expect(aside.map((line) => line.length)).toEqual([30_000_000]);
});

test("what another version has written is set aside, not misread", async (context) => {
  const line = (await writtenBytes(context)).toString().split("\n")[0] ?? "";
  const json = line.slice("wait 0123456789abcdef ".length).replace('"v":1', '"v":2');
  const newer = `wait ${hash("sha256", json).slice(0, 16)} ${json}`;
  expect(await readBack(context, Buffer.from(`${newer}\n${line}\n`))).toEqual({
    messages: messagesOf("a"),
    aside: [newer],
  });
});

test("what was set aside and is moved back is sent", async (context) => {
  const { open, directory, names, problems } = createSpoolFolder(context);
  const spool = await open();
  await spool.append(messagesOf("a", "b"));
  await takeAll(spool, "refused");
  renameSync(join(directory, "set-aside", names("set-aside")[0] ?? ""), join(directory, "again.spool"));
  expect(toIds(await takeAll(spool))).toEqual(["a", "b"]);
  expect(await spool.status()).toMatchObject({ messages: 0, setAside: 0 });
  expect(problems).toHaveLength(1);
});

test("directories and files of others are left alone", async (context) => {
  const { open, directory, names } = createSpoolFolder(context);
  mkdirSync(join(directory, "odd.spool"), { recursive: true });
  writeFileSync(join(directory, "README"), "not a spool");
  const spool = await open();
  await spool.append(messagesOf("a"));
  expect(toIds(await takeAll(spool))).toEqual(["a"]);
  expect(names()).toEqual(["README", "odd.spool"]);
});
