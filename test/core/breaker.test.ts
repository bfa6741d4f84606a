import { expect, test } from "vitest";
import { createBreaker } from "../../lib/core/breaker.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";

function aBreaker() {
  const clock = createManualClock();
  return { clock, breaker: createBreaker(clock, () => 0) };
}

test("many who find a queue away at once make nobody wait longer than one does", () => {
  const { clock, breaker } = aBreaker();
  for (let callers = 0; callers < 50; callers += 1) breaker.failed("low", "away");
  expect(breaker.isAway("low")).toBe(true);
  clock.sleep(500);
  expect(breaker.isAway("low")).toBe(false);
  breaker.failed("low", "away");
  clock.sleep(500);
  expect(breaker.isAway("low")).toBe(true);
  clock.sleep(500);
  expect(breaker.isAway("low")).toBe(false);
});

test("the pause doubles up to half a minute, and begins anew after a success", () => {
  const { clock, breaker } = aBreaker();
  const pauses: (number | undefined)[] = [];
  for (let failures = 0; failures < 9; failures += 1) {
    breaker.failed("low", "away");
    pauses.push(breaker.nextMs());
    clock.sleep(breaker.nextMs() ?? 0);
  }
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  breaker.worked("low");
  breaker.failed("low", "away");
  expect(breaker.nextMs()).toBe(500);
});

test("each destination is paused by itself, and one that refuses is not away", () => {
  const { breaker } = aBreaker();
  breaker.failed("later", "away");
  breaker.failed("high", "refusing");
  expect([breaker.isPaused("later"), breaker.isPaused("high"), breaker.isPaused("low")]).toEqual([true, true, false]);
  expect([breaker.isAway("later"), breaker.isAway("high")]).toEqual([true, false]);
});

test("a clock that is set back makes no pause longer than the longest", () => {
  const { clock, breaker } = aBreaker();
  breaker.failed("low", "away");
  clock.sleep(-3_600_000);
  expect(breaker.isAway("low")).toBe(false);
});
