// The table's rows on days of the week, which AWS counts from Sunday, 1: values, L, nL, n#m.

import type { Row } from "./row.ts";

export const daysOfWeek: readonly Row[] = [
  {
    expression: "cron(0 18 ? * MON-FRI *)",
    from: "2026-01-01T18:00Z",
    runs: "2026-01-02T18:00Z 2026-01-05T18:00Z 2026-01-06T18:00Z",
    why: "from a Thursday: Friday, Monday, Tuesday",
  },
  {
    expression: "cron(0 0 ? * 1 *)",
    from: "2026-01-01T00:00Z",
    runs: "2026-01-04T00:00Z 2026-01-11T00:00Z 2026-01-18T00:00Z",
    why: "1 is Sunday",
  },
  {
    expression: "cron(0 0 ? * 7 *)",
    from: "2026-01-01T00:00Z",
    runs: "2026-01-03T00:00Z 2026-01-10T00:00Z 2026-01-17T00:00Z",
    why: "7 is Saturday",
  },
  {
    expression: "cron(0 0 ? * L *)",
    from: "2026-01-01T00:00Z",
    runs: "2026-01-03T00:00Z 2026-01-10T00:00Z 2026-01-17T00:00Z",
    why: "the last day of the week, which is Saturday where Sunday is the first",
  },
  {
    expression: "cron(0 0 ? * SUN,WED *)",
    from: "2026-01-01T00:00Z",
    runs: "2026-01-04T00:00Z 2026-01-07T00:00Z 2026-01-11T00:00Z",
    why: "a list of names",
  },
  {
    expression: "cron(0 0 ? * 2-4,7 *)",
    from: "2026-01-01T00:00Z",
    runs: "2026-01-03T00:00Z 2026-01-05T00:00Z 2026-01-06T00:00Z 2026-01-07T00:00Z 2026-01-10T00:00Z",
    why: "Monday to Wednesday, and Saturday",
  },
  {
    expression: "cron(0 0 ? * 2/2 *)",
    from: "2026-01-01T00:00Z",
    runs: "2026-01-02T00:00Z 2026-01-05T00:00Z 2026-01-07T00:00Z",
    why: "AWS lists no steps among days of the week: chosen to read them as elsewhere, and to have cron refuse them",
  },
  {
    expression: "cron(0 12 ? JUL * *)",
    from: "2026-07-30T12:00Z",
    runs: "2026-07-31T12:00Z 2027-07-01T12:00Z 2027-07-02T12:00Z",
    why: "every day by a star among the days of the week",
  },
  {
    expression: "cron(15 10 ? * 6L 2022-2023)",
    from: "2022-01-01T00:00Z",
    runs: "2022-01-28T10:15Z 2022-02-25T10:15Z 2022-03-25T10:15Z 2022-04-29T10:15Z",
    why: "AWS's example: the last Friday of each month",
  },
  {
    expression: "cron(15 10 ? * 6L 2022-2023)",
    from: "2023-09-30T00:00Z",
    runs: "2023-10-27T10:15Z 2023-11-24T10:15Z 2023-12-29T10:15Z",
    ends: true,
    why: "AWS's example, at its end",
  },
  {
    expression: "cron(0 0 ? * 2L *)",
    from: "2026-01-01T00:00Z",
    runs: "2026-01-26T00:00Z 2026-02-23T00:00Z 2026-03-30T00:00Z",
    why: "the last Monday, which is a month's fourth or fifth",
  },
  {
    expression: "cron(0 0 ? * SUNL *)",
    from: "2026-01-01T00:00Z",
    runs: "2026-01-25T00:00Z 2026-02-22T00:00Z 2026-03-29T00:00Z 2026-04-26T00:00Z",
    why: "AWS shows numbers only before L: chosen to take names as well",
  },
  {
    expression: "cron(0 9 ? * 3#2 *)",
    from: "2026-01-01T00:00Z",
    runs: "2026-01-13T09:00Z 2026-02-10T09:00Z 2026-03-10T09:00Z 2026-04-14T09:00Z",
    why: "AWS's example: the second Tuesday",
  },
  {
    expression: "cron(0 8 ? * 2#1 *)",
    timeZone: "America/Los_Angeles",
    from: "2026-01-01T00:00-08:00",
    runs: "2026-01-05T08:00-08:00 2026-02-02T08:00-08:00 2026-03-02T08:00-08:00 2026-04-06T08:00-07:00",
    why: "AWS's example: eight in the morning of the first Monday, on the west coast",
  },
  {
    expression: "cron(0 0 ? * 1#1 *)",
    from: "2026-01-01T00:00Z",
    runs: "2026-01-04T00:00Z 2026-02-01T00:00Z 2026-03-01T00:00Z 2026-04-05T00:00Z",
    why: "the first Sunday, which can be the first of the month",
  },
  {
    expression: "cron(0 0 ? * 6#5 *)",
    from: "2026-01-01T00:00Z",
    runs: "2026-01-30T00:00Z 2026-05-29T00:00Z 2026-07-31T00:00Z 2026-10-30T00:00Z",
    why: "a month with four Fridays has no run",
  },
  {
    expression: "cron(0 0 ? * MON#5 2027)",
    from: "2026-01-01T00:00Z",
    runs: "2027-03-29T00:00Z 2027-05-31T00:00Z 2027-08-30T00:00Z 2027-11-29T00:00Z",
    ends: true,
    why: "the fifth Mondays of a year; AWS shows numbers only before #: chosen to take names as well",
  },
  {
    expression: "cron(0 0 ? 2 7#5 *)",
    from: "2026-01-01T00:00Z",
    runs: "2048-02-29T00:00Z 2076-02-29T00:00Z 2116-02-29T00:00Z",
    why: "a fifth Saturday in February: only a 29th, every 28 years but over 2100",
  },
];
