// The table's rows on even distances, and on single times.

import type { Row } from "./row.ts";

export const rateAndAt: readonly Row[] = [
  {
    expression: "rate(5 minutes)",
    from: "2026-01-01T00:07Z",
    runs: "2026-01-01T00:12Z 2026-01-01T00:17Z 2026-01-01T00:22Z",
    why: "counted from what is asked after",
  },
  {
    expression: "rate(1 hour)",
    from: "2026-12-31T22:30Z",
    runs: "2026-12-31T23:30Z 2027-01-01T00:30Z 2027-01-01T01:30Z",
    why: "over the end of a year",
  },
  {
    expression: "rate(90 minutes)",
    from: "2028-02-28T23:00Z",
    runs: "2028-02-29T00:30Z 2028-02-29T02:00Z 2028-02-29T03:30Z",
    why: "more than an hour, into 29 February",
  },
  {
    expression: "rate(7 days)",
    timeZone: "Europe/Berlin",
    from: "2026-03-26T09:00+01:00",
    runs: "2026-04-02T10:00+02:00 2026-04-09T10:00+02:00 2026-04-16T10:00+02:00",
    why: "AWS's days have 24 hours: an hour later by the clock once it was put forward",
  },
  {
    expression: "rate(1 days)",
    timeZone: "Europe/Berlin",
    from: "2026-10-24T09:00+02:00",
    runs: "2026-10-25T08:00+01:00 2026-10-26T08:00+01:00 2026-10-27T08:00+01:00",
    why: "an hour earlier once it was put back; AWS writes 1 days",
  },
  {
    expression: "rate(12 hours)",
    timeZone: "America/New_York",
    from: "2026-10-31T20:00-04:00",
    runs: "2026-11-01T07:00-05:00 2026-11-01T19:00-05:00 2026-11-02T07:00-05:00",
    why: "hours do not heed the clock either",
  },
  {
    expression: "rate(1 minute)",
    timeZone: "Europe/Berlin",
    from: "2026-03-29T01:58:30+01:00",
    runs: "2026-03-29T01:59:30+01:00 2026-03-29T03:00:30+02:00 2026-03-29T03:01:30+02:00",
    why: "from within a minute, over the missing hour",
  },
  {
    expression: "at(2022-11-20T13:00:00)",
    timeZone: "America/Los_Angeles",
    from: "2022-11-01T00:00-07:00",
    runs: "2022-11-20T13:00-08:00",
    ends: true,
    why: "AWS's example: one in the afternoon, 8 hours behind UTC",
  },
  {
    expression: "at(2028-02-29T23:59:59)",
    from: "2026-01-01T00:00Z",
    runs: "2028-02-29T23:59:59Z",
    ends: true,
    why: "to the second",
  },
  {
    expression: "at(2026-01-01T00:00:00)",
    from: "2026-01-01T00:00Z",
    runs: "",
    ends: true,
    why: "a run is later than what is asked after",
  },
  {
    expression: "at(2026-10-25T02:30:00)",
    timeZone: "Europe/Berlin",
    from: "2026-01-01T00:00Z",
    runs: "2026-10-25T02:30+02:00",
    ends: true,
    why: "AWS says of the doubled hour that a schedule runs once, before the change",
  },
  {
    expression: "at(2026-03-29T02:30:00)",
    timeZone: "Europe/Berlin",
    from: "2026-01-01T00:00Z",
    runs: "2026-03-29T03:30+02:00",
    ends: true,
    why: "AWS speaks of cron only where the hour is missing: chosen to run as long after the change, not to be lost",
  },
  {
    expression: "at(2026-11-01T01:30:00)",
    timeZone: "America/New_York",
    from: "2026-01-01T00:00Z",
    runs: "2026-11-01T01:30-04:00",
    ends: true,
    why: "the doubled hour of New York",
  },
];
