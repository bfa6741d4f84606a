import { expect, test } from "vitest";
import { createFirings } from "../../lib/core/firings.ts";

const clock = { now: () => 0 };

function toBody(scheduledAt: string): string {
  return JSON.stringify({ function: "tick", args: [], id: `job.tick@${scheduledAt}`, scheduledAt });
}

test("the second firing of a run is told from it, another run's is not, nor the same message once more", () => {
  const isRepeat = createFirings(clock);
  const at = toBody("2026-01-01T12:00:00Z");
  expect(isRepeat({ messageId: "1", body: at })).toBe(false);
  expect(isRepeat({ messageId: "1", body: at })).toBe(false);
  expect(isRepeat({ messageId: "2", body: at })).toBe(true);
  expect(isRepeat({ messageId: "3", body: toBody("2026-01-01T12:01:00Z") })).toBe(false);
});

test("where the scheduler leaves the time open, as MiniStack does, no run is taken for another", () => {
  const isRepeat = createFirings(clock);
  const body = toBody("<aws.scheduler.scheduled-time>");
  expect(["1", "2", "3"].map((messageId) => isRepeat({ messageId, body }))).toEqual([false, false, false]);
});
