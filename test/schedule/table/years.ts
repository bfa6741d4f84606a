// The table's rows on years, and their ends in zones far from UTC.

import type { Row } from "./row.ts";

export const years: readonly Row[] = [
  {
    expression: "cron(0 0 1 1 ? 2027-2029)",
    from: "2026-01-01T00:00Z",
    runs: "2027-01-01T00:00Z 2028-01-01T00:00Z 2029-01-01T00:00Z",
    ends: true,
    why: "a range of years",
  },
  {
    expression: "cron(0 0 1 7 ? 2026,2030,2028)",
    from: "2026-01-01T00:00Z",
    runs: "2026-07-01T00:00Z 2028-07-01T00:00Z 2030-07-01T00:00Z",
    ends: true,
    why: "a list, whatever its order",
  },
  {
    expression: "cron(0 0 1 1 ? 2020/10)",
    from: "2026-01-01T00:00Z",
    runs: "2030-01-01T00:00Z 2040-01-01T00:00Z 2050-01-01T00:00Z",
    why: "every tenth year from 2020 on",
  },
  {
    expression: "cron(0 12 1 1 ? 2026-2034/4)",
    from: "2026-01-01T00:00Z",
    runs: "2026-01-01T12:00Z 2030-01-01T12:00Z 2034-01-01T12:00Z",
    ends: true,
    why: "every fourth year of a range",
  },
  {
    expression: "cron(0 0 1 1 ? 2196-2199)",
    from: "2196-01-01T00:00Z",
    runs: "2197-01-01T00:00Z 2198-01-01T00:00Z 2199-01-01T00:00Z",
    ends: true,
    why: "2199 is the last year that can be named",
  },
  {
    expression: "cron(0 0 31 12 ? *)",
    from: "2197-01-01T00:00Z",
    runs: "2197-12-31T00:00Z 2198-12-31T00:00Z 2199-12-31T00:00Z",
    ends: true,
    why: "AWS's years end with 2199: chosen that those of a star do too",
  },
  {
    expression: "cron(0 0 1 1 ? 2025)",
    from: "2026-01-01T00:00Z",
    runs: "",
    ends: true,
    why: "a year that is over",
  },
  {
    expression: "cron(0 0 1 1 ? 2027-2029)",
    timeZone: "Pacific/Kiritimati",
    from: "2026-06-01T00:00Z",
    runs: "2027-01-01T00:00+14:00 2028-01-01T00:00+14:00 2029-01-01T00:00+14:00",
    ends: true,
    why: "14 hours ahead: in UTC it is the year before",
  },
  {
    expression: "cron(30 23 L 12 ? *)",
    timeZone: "America/New_York",
    from: "2026-12-31T12:00-05:00",
    runs: "2026-12-31T23:30-05:00 2027-12-31T23:30-05:00 2028-12-31T23:30-05:00",
    why: "5 hours behind: in UTC it is the year after",
  },
];
