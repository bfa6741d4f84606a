// What RFC 8785 has no form for: half of a surrogate pair. What a program enqueues is refused in words; what an error says is mended,
// so that no job is kept from its retry by the wording of its failure.

import { configure, job } from "errand";
import { createHarness } from "errand/testing";
import { afterEach, expect, test } from "vitest";
import { toErrorRecord } from "../../lib/core/error-record.ts";

const HALF = "\ud83d";

afterEach(() => configure({ signingKeys: undefined, context: undefined }));

test("where messages are signed, half of a surrogate pair in the arguments is refused, and told", async () => {
  configure({ signingKeys: () => `a:${Buffer.alloc(32, 7).toString("base64")}` });
  const jobs = { note: job("note", (_: unknown) => {}) };
  await using harness = createHarness(jobs);
  for (const args of [[HALF], [{ [HALF]: 1 }]] as [unknown][]) {
    await expect(jobs.note.enqueue(...args)).rejects.toMatchObject({
      code: "invalid_args",
      message: expect.stringMatching(/^Job "note": .*half of a surrogate pair/),
    });
  }
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
