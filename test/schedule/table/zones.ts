// The table's rows on zones whose offset is no whole hour, or whose clocks change otherwise.

import type { Row } from "./row.ts";

export const zones: readonly Row[] = [
  {
    expression: "cron(0 9 * * ? *)",
    timeZone: "Asia/Kathmandu",
    from: "2026-06-01T00:00Z",
    runs: "2026-06-01T09:00+05:45 2026-06-02T09:00+05:45 2026-06-03T09:00+05:45",
    why: "45 minutes: at 03:15 of UTC",
  },
  {
    expression: "cron(15 0 1 * ? *)",
    timeZone: "Asia/Kolkata",
    from: "2026-01-01T00:00+05:30",
    runs: "2026-01-01T00:15+05:30 2026-02-01T00:15+05:30 2026-03-01T00:15+05:30",
    why: "30 minutes: in UTC the last day of the month before",
  },
  {
    expression: "cron(0/45 * * * ? *)",
    timeZone: "Asia/Kathmandu",
    from: "2026-01-01T00:00+05:45",
    runs: "2026-01-01T00:45+05:45 2026-01-01T01:00+05:45 2026-01-01T01:45+05:45",
    why: "minutes are those of the zone's clock: 00:45 there is on UTC's hour",
  },
  {
    expression: "cron(30 18 ? * FRI *)",
    timeZone: "America/St_Johns",
    from: "2026-03-01T00:00-03:30",
    runs: "2026-03-06T18:30-03:30 2026-03-13T18:30-02:30 2026-03-20T18:30-02:30",
    why: "30 minutes, and summer from 8 March",
  },
  {
    expression: "cron(45 1 * * ? *)",
    timeZone: "Australia/Lord_Howe",
    from: "2026-04-04T12:00+11:00",
    runs: "2026-04-05T01:45+11:00 2026-04-06T01:45+10:30 2026-04-07T01:45+10:30",
    why: "the clock is put back by half an hour, from 02:00 to 01:30: 01:45 comes twice, and runs once",
  },
  {
    expression: "cron(15 2 * * ? *)",
    timeZone: "Australia/Lord_Howe",
    from: "2026-10-03T12:00+10:30",
    runs: "2026-10-05T02:15+11:00 2026-10-06T02:15+11:00 2026-10-07T02:15+11:00",
    why: "it is put forward from 02:00 to 02:30: 4 October has no 02:15",
  },
  {
    expression: "cron(0 3 * * ? *)",
    timeZone: "Pacific/Chatham",
    from: "2026-04-04T12:00+13:45",
    runs: "2026-04-05T03:00+13:45 2026-04-06T03:00+12:45 2026-04-07T03:00+12:45",
    why: "from 03:45 back to 02:45: 03:00 comes twice, and runs once",
  },
  {
    expression: "cron(0 0 1 * ? *)",
    timeZone: "Europe/Berlin",
    from: "2026-09-15T00:00+02:00",
    runs: "2026-10-01T00:00+02:00 2026-11-01T00:00+01:00 2026-12-01T00:00+01:00",
    why: "a month begins at the zone's midnight: 22 or 23 o'clock of UTC, the day before",
  },
  {
    expression: "cron(0 0 29 2 ? *)",
    timeZone: "Pacific/Auckland",
    from: "2026-01-01T00:00Z",
    runs: "2028-02-29T00:00+13:00 2032-02-29T00:00+13:00 2036-02-29T00:00+13:00",
    why: "29 February there is the 28th of UTC",
  },
];
