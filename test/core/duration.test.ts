import { describe, expect, test } from "vitest";
import { type Duration, describeSeconds, toSeconds } from "../../lib/core/duration.ts";

const RANGE = { what: 'Job "welcome": "delay"', min: 0, max: 315_360_000, hint: "To run now, leave it out." };

describe("a duration", () => {
  test.each<[Duration, number]>([
    [0, 0],
    [1.5, 1.5],
    ["90s", 90],
    ["15 minutes", 900],
    ["1 hour", 3600],
    ["3 days", 259_200],
    ["2w", 1_209_600],
    ["0.5h", 1800],
  ])("%s is %d seconds", (duration, seconds) => {
    expect(toSeconds(duration, RANGE)).toBe(seconds);
  });

  test.each(["", "soon", "5 fortnights", "-5s", "1e3s", "5", "5  s", "NaN s", "__proto__", "5 constructor"])(
    "%j is refused with the forms that are understood",
    (duration) => {
      expect(() => toSeconds(duration as Duration, RANGE)).toThrow(/written "90s", "15 minutes", "3 days"/);
    },
  );

  test.each([Number.NaN, Number.POSITIVE_INFINITY, null, {}, true])("%s is refused", (duration) => {
    expect(() => toSeconds(duration as Duration, RANGE)).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });

  test("out of range says what, the range, what came, and what to do", () => {
    expect(() => toSeconds(-5, RANGE)).toThrow(
      'Job "welcome": "delay" must be 0 seconds to 10 years, got -5. To run now, leave it out.',
    );
  });

  test.each([
    [0, "0 seconds"],
    [1, "1 second"],
    [60, "1 minute"],
    [900, "15 minutes"],
    [90, "90 seconds"],
    [86_400, "1 day"],
    [315_360_000, "10 years"],
  ])("%d seconds are shown as %s", (seconds, text) => {
    expect(describeSeconds(seconds)).toBe(text);
  });
});
