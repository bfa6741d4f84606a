// The table's rows on daylight saving: a time that the clock skips has no run, one that it shows twice has one.
// In Berlin on 29 March 2026 02:00+01:00 is 03:00+02:00, on 25 October 03:00+02:00 is 02:00+01:00;
// in New York on 8 March 02:00-05:00 is 03:00-04:00, on 1 November 02:00-04:00 is 01:00-05:00.

import type { Row } from "./row.ts";

const berlin = { timeZone: "Europe/Berlin" };
const newYork = { timeZone: "America/New_York" };
const losAngeles = { timeZone: "America/Los_Angeles" };

const spring: readonly Row[] = [
  {
    ...berlin,
    expression: "cron(30 2 * * ? *)",
    from: "2026-03-28T00:00+01:00",
    runs: "2026-03-28T02:30+01:00 2026-03-30T02:30+02:00 2026-03-31T02:30+02:00",
    why: "no run on the 29th, which has no 02:30",
  },
  {
    ...berlin,
    expression: "cron(0 2 * * ? *)",
    from: "2026-03-28T12:00+01:00",
    runs: "2026-03-30T02:00+02:00 2026-03-31T02:00+02:00 2026-04-01T02:00+02:00",
    why: "the first moment of the missing hour is missing too",
  },
  {
    ...berlin,
    expression: "cron(0 3 * * ? *)",
    from: "2026-03-28T12:00+01:00",
    runs: "2026-03-29T03:00+02:00 2026-03-30T03:00+02:00 2026-03-31T03:00+02:00",
    why: "the first moment after it is there",
  },
  {
    ...berlin,
    expression: "cron(59 1 * * ? *)",
    from: "2026-03-28T12:00+01:00",
    runs: "2026-03-29T01:59+01:00 2026-03-30T01:59+02:00 2026-03-31T01:59+02:00",
    why: "and the last minute before it",
  },
  {
    ...berlin,
    expression: "cron(0 * * * ? *)",
    from: "2026-03-29T00:30+01:00",
    runs: "2026-03-29T01:00+01:00 2026-03-29T03:00+02:00 2026-03-29T04:00+02:00",
    why: "hourly: an hour apart all the same",
  },
  {
    ...berlin,
    expression: "cron(* * * * ? *)",
    from: "2026-03-29T01:57+01:00",
    runs: "2026-03-29T01:58+01:00 2026-03-29T01:59+01:00 2026-03-29T03:00+02:00 2026-03-29T03:01+02:00",
    why: "every minute: a minute apart all the same",
  },
  {
    ...berlin,
    expression: "cron(0/20 1-3 * * ? *)",
    from: "2026-03-29T01:00+01:00",
    runs: "2026-03-29T01:20+01:00 2026-03-29T01:40+01:00 2026-03-29T03:00+02:00 2026-03-29T03:20+02:00 2026-03-29T03:40+02:00 2026-03-30T01:00+02:00",
    why: "of three hours two are left",
  },
  {
    ...berlin,
    expression: "cron(30 2 ? * SUN *)",
    from: "2026-03-22T03:00+01:00",
    runs: "2026-04-05T02:30+02:00 2026-04-12T02:30+02:00 2026-04-19T02:30+02:00",
    why: "once a week: the clock is changed on a Sunday, so a whole week is left out",
  },
  {
    ...berlin,
    expression: "cron(0 12 ? 3 1L *)",
    from: "2026-01-01T00:00+01:00",
    runs: "2026-03-29T12:00+02:00 2027-03-28T12:00+02:00 2028-03-26T12:00+02:00",
    why: "noon of the days on which the clock is put forward",
  },
  {
    ...newYork,
    expression: "cron(30 2 * * ? *)",
    from: "2026-03-07T00:00-05:00",
    runs: "2026-03-07T02:30-05:00 2026-03-09T02:30-04:00 2026-03-10T02:30-04:00",
    why: "no run on the 8th, which has no 02:30",
  },
  {
    ...newYork,
    expression: "cron(0 * * * ? *)",
    from: "2026-03-08T00:30-05:00",
    runs: "2026-03-08T01:00-05:00 2026-03-08T03:00-04:00 2026-03-08T04:00-04:00",
    why: "hourly: an hour apart all the same",
  },
  {
    ...newYork,
    expression: "cron(* * * * ? *)",
    from: "2026-03-08T01:58-05:00",
    runs: "2026-03-08T01:59-05:00 2026-03-08T03:00-04:00 2026-03-08T03:01-04:00",
    why: "every minute: a minute apart all the same",
  },
  {
    ...newYork,
    expression: "cron(30 8 * * ? *)",
    from: "2026-03-07T09:00-05:00",
    runs: "2026-03-08T08:30-04:00 2026-03-09T08:30-04:00 2026-03-10T08:30-04:00",
    why: "AWS's example of a zone: half past eight stays half past eight",
  },
  {
    ...losAngeles,
    expression: "cron(30 2 * * ? *)",
    from: "2026-03-07T12:00-08:00",
    runs: "2026-03-09T02:30-07:00 2026-03-10T02:30-07:00 2026-03-11T02:30-07:00",
    why: "AWS's example of spring: skipped on that day, as usual on the next",
  },
];

const autumn: readonly Row[] = [
  {
    ...berlin,
    expression: "cron(30 2 * * ? *)",
    from: "2026-10-24T12:00+02:00",
    runs: "2026-10-25T02:30+02:00 2026-10-26T02:30+01:00 2026-10-27T02:30+01:00",
    why: "one run on the 25th, before the change, as AWS says",
  },
  {
    ...berlin,
    expression: "cron(0 3 * * ? *)",
    from: "2026-10-24T12:00+02:00",
    runs: "2026-10-25T03:00+01:00 2026-10-26T03:00+01:00 2026-10-27T03:00+01:00",
    why: "the first moment after the doubled hour comes once",
  },
  {
    ...berlin,
    expression: "cron(0 2 25 10 ? *)",
    from: "2026-01-01T00:00+01:00",
    runs: "2026-10-25T02:00+02:00 2027-10-25T02:00+02:00 2028-10-25T02:00+02:00",
    why: "the first moment of the doubled hour, once; in the other years it is summer still",
  },
  {
    ...berlin,
    expression: "cron(0 * * * ? *)",
    from: "2026-10-25T00:30+02:00",
    runs: "2026-10-25T01:00+02:00 2026-10-25T02:00+02:00 2026-10-25T03:00+01:00 2026-10-25T04:00+01:00",
    why: "hourly: AWS says that nothing is repeated, so for once there are two hours between",
  },
  {
    ...berlin,
    expression: "cron(* * * * ? *)",
    from: "2026-10-25T02:57+02:00",
    runs: "2026-10-25T02:58+02:00 2026-10-25T02:59+02:00 2026-10-25T03:00+01:00 2026-10-25T03:01+01:00",
    why: "every minute: chosen by the same sentence, an hour without a run",
  },
  {
    ...berlin,
    expression: "cron(0/30 * * * ? *)",
    from: "2026-10-25T02:10+01:00",
    runs: "2026-10-25T03:00+01:00 2026-10-25T03:30+01:00 2026-10-25T04:00+01:00",
    why: "asked after within the second pass: what is in it has run",
  },
  {
    ...berlin,
    expression: "cron(30 2 ? * SUN *)",
    from: "2026-10-18T03:00+02:00",
    runs: "2026-10-25T02:30+02:00 2026-11-01T02:30+01:00 2026-11-08T02:30+01:00",
    why: "once a week, on the day of the change",
  },
  {
    ...newYork,
    expression: "cron(30 1 * * ? *)",
    from: "2026-10-31T12:00-04:00",
    runs: "2026-11-01T01:30-04:00 2026-11-02T01:30-05:00 2026-11-03T01:30-05:00",
    why: "one run on the 1st, before the change",
  },
  {
    ...newYork,
    expression: "cron(0 2 * * ? *)",
    from: "2026-10-31T12:00-04:00",
    runs: "2026-11-01T02:00-05:00 2026-11-02T02:00-05:00 2026-11-03T02:00-05:00",
    why: "two o'clock comes once: the clock is put back as it would strike",
  },
  {
    ...newYork,
    expression: "cron(0 * * * ? *)",
    from: "2026-10-31T23:30-04:00",
    runs: "2026-11-01T00:00-04:00 2026-11-01T01:00-04:00 2026-11-01T02:00-05:00 2026-11-01T03:00-05:00",
    why: "hourly: nothing is repeated",
  },
  {
    ...newYork,
    expression: "cron(* * * * ? *)",
    from: "2026-11-01T01:57-04:00",
    runs: "2026-11-01T01:58-04:00 2026-11-01T01:59-04:00 2026-11-01T02:00-05:00 2026-11-01T02:01-05:00",
    why: "every minute: nothing is repeated",
  },
  {
    ...losAngeles,
    expression: "cron(30 2 * * ? *)",
    from: "2026-10-31T12:00-07:00",
    runs: "2026-11-01T02:30-08:00 2026-11-02T02:30-08:00 2026-11-03T02:30-08:00",
    why: "AWS's example of autumn doubles the hour from 2, but there it is the hour from 1: 02:30 comes once, after it",
  },
];

export const clockChanges: readonly Row[] = [...spring, ...autumn];
