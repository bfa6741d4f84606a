// Expressions that nobody has written by hand: what is refused says so in a line, however long it was.

import { cron, type ErrandError, nextRuns } from "errand";
import { describe, expect, test } from "vitest";

const MANY = 200_000;

function refusal(read: () => unknown): ErrandError {
  try {
    read();
  } catch (error) {
    return error as ErrandError;
  }
  throw new Error("It was taken.");
}

describe("what is too long is refused in few words", () => {
  test.each<[string, () => unknown]>([
    ["a list of steps", () => cron(`${"0/1,".repeat(MANY)}0 0 * * ? *`)],
    ["a list of steps in five fields", () => cron(`${"0/1,".repeat(MANY)}0 0 * * *`)],
    ["a range without end", () => cron(`${"1-".repeat(MANY)} 0 * * ? *`)],
    ["a word", () => cron(`0 0 ? * ${"L".repeat(MANY)} *`)],
    ["a zone", () => cron("0 0 * * ? *", { timeZone: "A/".repeat(MANY) })],
    ["a rate", () => nextRuns(`rate(1${" ".repeat(MANY)}x)`, { from: new Date(0), count: 1 })],
    ["no expression at all", () => nextRuns(`cron(${"(".repeat(MANY)}`, { from: new Date(0), count: 1 })],
  ])("%s", (_, read) => {
    const { code, message } = refusal(read);
    expect(code).toBe("invalid_option");
    expect(message.length).toBeLessThan(500);
  });
});

test("what would break a line, or end a text, is shown escaped", () => {
  expect(refusal(() => cron("0 0 * * ? *\0")).message).toContain(String.raw`got "*\u0000".`);
  expect(refusal(() => nextRuns("at(\n)", { from: new Date(0), count: 1 })).message).not.toContain("\n");
});

// LocalStack refuses other letters than capitals, and a long s is a letter that only JavaScript takes for an S.
test("names and letters reach AWS in capitals", () => {
  expect(cron("0 0 ? jan mon-fri *").expression).toBe("cron(0 0 ? JAN MON-FRI *)");
  expect(cron("0 0 l * ? *").expression).toBe("cron(0 0 L * ? *)");
  expect(cron("0 0 ? * \u017funL *").expression).toBe("cron(0 0 ? * SUNL *)");
});
