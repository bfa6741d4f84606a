// What RFC 8785 has no form for: half of a surrogate pair. What a program enqueues is refused in words; what an error says is mended,
// so that no job is kept from its retry by the wording of its failure.

import { configure, job } from "errand";
import { createHarness } from "errand/testing";
import { afterEach, expect, test } from "vitest";
import { toErrorRecord } from "../../lib/core/error-record.ts";

const HALF = "\ud83d";

const refused = (where: string) => ({
  code: "invalid_args",
  message: `${where} has half of a surrogate pair, which can't be signed, for it is no Unicode; send text.toWellFormed(), or bytes in base64.`,
});

afterEach(() => configure({ signingKeys: undefined, context: undefined }));

test("where messages are signed, half of a surrogate pair in the arguments is refused, and told", async () => {
  configure({ signingKeys: () => `a:${Buffer.alloc(32, 7).toString("base64")}` });
  const jobs = { note: job("note", (_: unknown) => {}) };
  await using harness = createHarness(jobs);
  await expect(jobs.note.enqueue(HALF)).rejects.toMatchObject(refused('Job "note": args[0]'));
  await expect(jobs.note.enqueue({ list: ["a", { text: `a${HALF}` }] })).rejects.toMatchObject(
    refused('Job "note": args[0].list[1].text'),
  );
  await expect(jobs.note.enqueue({ [HALF]: 1 })).rejects.toMatchObject(refused('Job "note": args[0]["\\ud83d"]'));
  await expect(jobs.note.enqueueMany([["a"], [HALF]])).rejects.toMatchObject(refused('Job "note", entry 1: args[0]'));
  expect(harness.sent).toEqual([]);
});

test("and in the context too", async () => {
  configure({
    signingKeys: () => `a:${Buffer.alloc(32, 7).toString("base64")}`,
    context: { capture: () => ({ tenant: HALF }) },
  });
  const jobs = { note: job("note", (_: unknown) => {}) };
  await using harness = createHarness(jobs);
  await expect(jobs.note.enqueue("a")).rejects.toMatchObject(refused('Job "note": context.tenant'));
  expect(harness.sent).toEqual([]);
});

test("an error with half of a surrogate pair keeps no job from being tried again, or from dying", async () => {
  configure({ signingKeys: () => `a:${Buffer.alloc(32, 7).toString("base64")}` });
  const jobs = {
    note: job(
      "note",
      () => {
        throw Object.assign(new Error(`no ${HALF}`), { name: `Bad${HALF}` });
      },
      { retry: { attempts: 3, min: 1, max: 1 } },
    ),
  };
  await using harness = createHarness(jobs);
  await jobs.note.enqueue();
  await harness.advance("1 hour");
  expect(harness.ran).toHaveLength(3);
  expect(harness.dead).toMatchObject([
    { reason: "attempts_exhausted", error: { name: "Bad\ufffd", message: "no \ufffd" } },
  ]);
  expect(harness.problems).toEqual([]);
});

test.each([new Error(`a${HALF}`), `a${HALF}`, new Error("a", { cause: HALF })])(
  "the record of %o is Unicode",
  (thrown) => {
    const { name, message, stack = "" } = toErrorRecord(thrown);
    expect([name, message, stack].every((text) => text.isWellFormed())).toBe(true);
  },
);
