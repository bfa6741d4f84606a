// The table's rows on what a field can hold: values, lists, ranges, steps and names, in minutes, hours and months.

import type { Row } from "./row.ts";

export const fields: readonly Row[] = [
  {
    expression: "cron(0 10 * * ? *)",
    from: "2026-01-01T00:00Z",
    runs: "2026-01-01T10:00Z 2026-01-02T10:00Z 2026-01-03T10:00Z",
    why: "every day",
  },
  {
    expression: "cron(15 12 * * ? *)",
    from: "2026-02-27T12:15Z",
    runs: "2026-02-28T12:15Z 2026-03-01T12:15Z 2026-03-02T12:15Z",
    why: "a run is later than what is asked after; February has 28 days",
  },
  {
    expression: "cron(0 * * * ? *)",
    from: "2026-12-31T21:30Z",
    runs: "2026-12-31T22:00Z 2026-12-31T23:00Z 2027-01-01T00:00Z",
    why: "every hour, over the end of a year",
  },
  {
    expression: "cron(* * * * ? *)",
    from: "2026-12-31T23:57:30Z",
    runs: "2026-12-31T23:58Z 2026-12-31T23:59Z 2027-01-01T00:00Z 2027-01-01T00:01Z",
    why: "every minute, from within one",
  },
  {
    expression: "cron(0/15 * * * ? *)",
    from: "2026-06-30T23:20Z",
    runs: "2026-06-30T23:30Z 2026-06-30T23:45Z 2026-07-01T00:00Z 2026-07-01T00:15Z",
    why: "a step, over the end of a month",
  },
  {
    expression: "cron(1/10 * * * ? *)",
    from: "2026-01-01T00:00Z",
    runs: "2026-01-01T00:01Z 2026-01-01T00:11Z 2026-01-01T00:21Z 2026-01-01T00:31Z 2026-01-01T00:41Z 2026-01-01T00:51Z 2026-01-01T01:01Z",
    why: "AWS's example of a step: from the first minute, each tenth",
  },
  {
    expression: "cron(5/20 * * * ? *)",
    from: "2026-01-01T00:30Z",
    runs: "2026-01-01T00:45Z 2026-01-01T01:05Z 2026-01-01T01:25Z 2026-01-01T01:45Z 2026-01-01T02:05Z",
    why: "a step begins anew each hour: from :45 to :05 are 20 minutes by chance",
  },
  {
    expression: "cron(*/25 * * * ? *)",
    from: "2026-01-01T00:00Z",
    runs: "2026-01-01T00:25Z 2026-01-01T00:50Z 2026-01-01T01:00Z 2026-01-01T01:25Z",
    why: "AWS has no example of a star with a step: chosen as cron has it, from the field's lowest value",
  },
  {
    expression: "cron(0/60 * * * ? *)",
    from: "2026-01-01T00:00Z",
    runs: "2026-01-01T01:00Z 2026-01-01T02:00Z 2026-01-01T03:00Z",
    why: "AWS names no greatest step: chosen that one past the end leaves its start alone, and that cron refuses it",
  },
  {
    expression: "cron(10-20/4 6 * * ? *)",
    from: "2026-05-10T00:00Z",
    runs: "2026-05-10T06:10Z 2026-05-10T06:14Z 2026-05-10T06:18Z 2026-05-11T06:10Z",
    why: "AWS has no example of a range with a step: chosen as cron has it, within the range",
  },
  {
    expression: "cron(5,35 14 * * ? *)",
    from: "2026-03-31T14:05Z",
    runs: "2026-03-31T14:35Z 2026-04-01T14:05Z 2026-04-01T14:35Z",
    why: "a list of minutes",
  },
  {
    expression: "cron(0,20-22,50/5 0 1 * ? *)",
    from: "2026-01-31T00:00Z",
    runs: "2026-02-01T00:00Z 2026-02-01T00:20Z 2026-02-01T00:21Z 2026-02-01T00:22Z 2026-02-01T00:50Z 2026-02-01T00:55Z 2026-03-01T00:00Z",
    why: "a list of a value, a range and a step",
  },
  {
    expression: "cron(30 8-18/5 * * ? *)",
    from: "2026-01-01T09:00Z",
    runs: "2026-01-01T13:30Z 2026-01-01T18:30Z 2026-01-02T08:30Z",
    why: "8, 13 and 18 o'clock: the range's end is in it",
  },
  {
    expression: "cron(0 20/3 * * ? *)",
    from: "2026-01-01T21:00Z",
    runs: "2026-01-01T23:00Z 2026-01-02T20:00Z 2026-01-02T23:00Z",
    why: "a step among hours does not go on past midnight",
  },
  {
    expression: "cron(0 */7 * * ? *)",
    from: "2026-01-01T10:00Z",
    runs: "2026-01-01T14:00Z 2026-01-01T21:00Z 2026-01-02T00:00Z 2026-01-02T07:00Z",
    why: "a star with a step among hours: 0, 7, 14, 21",
  },
  {
    expression: "cron(0/5 8-17 ? * MON-FRI *)",
    from: "2026-01-02T17:50Z",
    runs: "2026-01-02T17:55Z 2026-01-05T08:00Z 2026-01-05T08:05Z",
    why: "the hour 17 is in the range to its last minute; then it is Monday",
  },
  {
    expression: "cron(0/10 * ? * MON-FRI *)",
    from: "2026-01-02T23:40Z",
    runs: "2026-01-02T23:50Z 2026-01-05T00:00Z 2026-01-05T00:10Z",
    why: "from a Friday's last run to a Monday's first",
  },
  {
    expression: "cron(59 23 31 12 ? *)",
    from: "2026-12-31T23:59Z",
    runs: "2027-12-31T23:59Z 2028-12-31T23:59Z 2029-12-31T23:59Z",
    why: "the last minute of a year",
  },
  {
    expression: "cron(0 0 1 JAN,APR,JUL,OCT ? *)",
    from: "2026-02-15T00:00Z",
    runs: "2026-04-01T00:00Z 2026-07-01T00:00Z 2026-10-01T00:00Z 2027-01-01T00:00Z",
    why: "a list of months by their names",
  },
  {
    expression: "cron(0 0 1 feb-Apr ? *)",
    from: "2026-01-01T00:00Z",
    runs: "2026-02-01T00:00Z 2026-03-01T00:00Z 2026-04-01T00:00Z 2027-02-01T00:00Z",
    why: "a range of names; AWS shows capitals and says nothing of others: chosen to take them",
  },
  {
    expression: "cron(0 0 1 3/4 ? *)",
    from: "2026-04-01T00:00Z",
    runs: "2026-07-01T00:00Z 2026-11-01T00:00Z 2027-03-01T00:00Z",
    why: "a step among months: 3, 7, 11",
  },
  {
    expression: "cron(0 0 1 */5 ? *)",
    from: "2026-01-01T00:00Z",
    runs: "2026-06-01T00:00Z 2026-11-01T00:00Z 2027-01-01T00:00Z",
    why: "the lowest month is 1: 1, 6, 11",
  },
  {
    expression: "cron(0 12 15 MAR-JUN/2 ? *)",
    from: "2026-01-01T00:00Z",
    runs: "2026-03-15T12:00Z 2026-05-15T12:00Z 2027-03-15T12:00Z",
    why: "a range of names with a step: March and May",
  },
  {
    expression: "cron(0  9   1 * ? *)",
    from: "2026-01-01T09:00Z",
    runs: "2026-02-01T09:00Z 2026-03-01T09:00Z 2026-04-01T09:00Z",
    why: "fields are separated by white space, however much",
  },
];
