import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "../../lib/core/clock.ts";

const DAY_MS = 86_400_000;

// Node's timers, not ours, and with Node's bound: past 2^31 milliseconds they would fire at once.
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the system's clock waits longer than a timer of Node can", () => {
  const wake = vi.fn();
  systemClock.after(60 * DAY_MS, wake);

  vi.advanceTimersByTime(60 * DAY_MS - 1);
  expect(wake).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(wake).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});

test("and can be cancelled on the way", () => {
  const wake = vi.fn();
  const cancel = systemClock.after(60 * DAY_MS, wake);

  vi.advanceTimersByTime(40 * DAY_MS);
  cancel();

  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(60 * DAY_MS);
  expect(wake).not.toHaveBeenCalled();
});

test("what becomes due while the machine sleeps, or by a clock set forward, comes within half a minute", () => {
  const wake = vi.fn();
  systemClock.after(DAY_MS, wake);

  vi.advanceTimersByTime(1_000);
  vi.setSystemTime(Date.now() + 2 * DAY_MS);
  vi.advanceTimersByTime(30_000);

  expect(wake).toHaveBeenCalledOnce();
});

test("a clock set back makes nothing wait longer", () => {
  const wake = vi.fn();
  systemClock.after(DAY_MS, wake);

  vi.setSystemTime(Date.now() - 2 * DAY_MS);
  vi.advanceTimersByTime(DAY_MS);

  expect(wake).toHaveBeenCalledOnce();
});
