import { expect, test } from "vitest";
import type { HistoryEntry } from "../../lib/core/envelope.ts";
import { toErrorRecord } from "../../lib/core/error-record.ts";
import { addToHistory } from "../../lib/core/history.ts";

function failTimes(times: number, message: string): readonly HistoryEntry[] {
  let history: readonly HistoryEntry[] = [];
  for (let attempt = 1; attempt <= times; attempt += 1) {
    history = addToHistory(history, attempt, attempt * 1000, { name: "Error", message });
  }
  return history;
}

test("the last five failures are kept", () => {
  expect(failTimes(8, "no").map(({ attempt }) => attempt)).toEqual([4, 5, 6, 7, 8]);
});

test("never more than 4 KiB, whatever the characters", () => {
  const history = failTimes(8, "\u0000".repeat(10_000));
  expect(Buffer.byteLength(JSON.stringify(history))).toBeLessThanOrEqual(4096);
  expect(history.at(-1)).toMatchObject({ attempt: 8 });
});

test.each([
  ["emoji, never through one", "😀", /^(😀)+…$/u],
  ["characters that JSON writes as escapes", "\u0001", /^[^a-z]+…$/],
  ["letters", "a", /^a+…$/],
])("an error is cut to a bound in bytes: %s", (_, character, expected) => {
  const { message, stack } = toErrorRecord(new Error(character.repeat(5000)));
  expect(message).toMatch(expected);
  const bytes = Buffer.byteLength(JSON.stringify(message));
  expect(bytes).toBeLessThanOrEqual(1024 + 2);
  expect(bytes).toBeGreaterThan(1000);
  expect(Buffer.byteLength(JSON.stringify(stack))).toBeLessThanOrEqual(4096 + 2);
});

test.each([
  [null, "threw null"],
  ["text", "threw text"],
  [Object.create(null), "threw an empty object"],
  [
    {
      toString() {
        throw new Error("no");
      },
    },
    "threw an object with toString",
  ],
])("anything thrown can be told: %#", (thrown, message) => {
  expect(toErrorRecord(thrown)).toEqual({ name: "Error", message });
});

test("what another program wrote into an entry goes, and so does what is nested", () => {
  const deep = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
  const foreign = [{ attempt: 1, at: "2026", name: deep, message: "m".repeat(5000), secret: 1 }] as never;
  const [first] = addToHistory(foreign, 2, 0, { name: "Error", message: "no" });
  expect(first).toEqual({ attempt: 1, at: "2026", name: "", message: expect.stringMatching(/^m{500,}…$/) });
});
