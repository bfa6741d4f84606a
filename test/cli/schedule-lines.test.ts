import { expect, test } from "vitest";
import { toScheduleLines } from "../../lib/cli/schedule-lines.ts";

test("each schedule is told with its next run", () => {
  const one = { job: "report", timeZone: "UTC", enabled: true, args: [] };
  const schedules = [
    { ...one, expression: "cron(0 3 * * ? *)", timeZone: "Europe/Berlin" },
    { ...one, expression: "rate(5 minutes)", args: ["weekly", 3] },
    { ...one, expression: "cron(0 9 * * ? 2020)" },
    { ...one, expression: "rate(1 day)", enabled: false },
  ];
  expect(toScheduleLines(schedules, new Date("2026-03-28T12:00:00Z"))).toEqual([
    "Schedule: report() cron(0 3 * * ? *) Europe/Berlin, next 2026-03-29T01:00:00.000Z",
    'Schedule: report("weekly", 3) rate(5 minutes)',
    "Schedule: report() cron(0 9 * * ? 2020), never runs again",
    "Schedule: report() rate(1 day), not enabled",
  ]);
});
