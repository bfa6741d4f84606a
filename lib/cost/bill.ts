// The bill of a month: usage times prices, line by line.

import { toBilledSeconds } from "./compute.ts";
import type { Price, Prices } from "./prices.ts";
import { MONTH_HOURS } from "./rate.ts";
import { type Messages, toCarrying, toIdlePolls, toNaming } from "./requests.ts";
import { expectPossible, type Usage } from "./usage.ts";

interface BillLine {
  readonly what: string;
  /** What it grows with: the jobs, or the month whether there are jobs or not. */
  readonly by: "jobs" | "month";
  readonly quantity: number;
  readonly unit: string;
  readonly dollars: number;
}

export interface Bill {
  /** Those of no quantity are left out. */
  readonly lines: readonly BillLine[];
  readonly total: number;
  /** Of the lines that grow with the jobs; 0 without jobs. */
  readonly perMillionJobs: number;
}

/** @throws `ErrandError` `invalid_option` for usage that can't be. */
export function toBill(usage: Usage, prices: Prices): Bill {
  expectPossible(usage);
  const lines = [...toSqsLines(usage, prices), ...toLambdaLines(usage, prices), ...toOtherLines(usage, prices)].filter(
    ({ quantity }) => quantity > 0,
  );
  const byJobs = sumOf(lines.filter(({ by }) => by === "jobs"));
  return { lines, total: sumOf(lines), perMillionJobs: usage.jobs === 0 ? 0 : (byJobs / usage.jobs) * 1_000_000 };
}

function toSqsLines(usage: Usage, prices: Prices): readonly BillLine[] {
  const { sendBatch, batch, fifo, fair, queues } = usage;
  const { first, again } = toMessages(usage);
  const price = fifo ? prices.sqsFifo : prices.sqsStandard;
  // A failed attempt is sent anew by itself, when it has failed.
  const sends = toCarrying(first, sendBatch) + toCarrying(again, 1);
  const receives = toCarrying(first, batch) + toCarrying(again, batch);
  const deletes = toNaming(first, batch) + toNaming(again, batch);
  return [
    toLine("SQS: sending", "jobs", sends, "requests", price),
    toLine("SQS: receiving", "jobs", receives, "requests", price),
    toLine("SQS: deleting", "jobs", deletes, "requests", price),
    toLine("SQS: fair queues", "jobs", fair ? sends + receives + deletes : 0, "requests", prices.sqsFair),
    toLine("SQS: idle polling", "month", toIdlePolls(queues, MONTH_HOURS), "requests", price),
  ];
}

function toLambdaLines(usage: Usage, prices: Prices): readonly BillLine[] {
  const { batch, pack, durationSeconds, concurrency, memoryMegabytes, architecture } = usage;
  const { first, again } = toMessages(usage);
  const secondsOf = ({ count }: Messages, jobs: number) =>
    (count / batch) * toBilledSeconds({ jobs, durationSeconds, concurrency });
  const seconds = secondsOf(first, batch * pack) + secondsOf(again, batch);
  const gigabytes = memoryMegabytes / 1024;
  return [
    toLine("Lambda: invocations", "jobs", (first.count + again.count) / batch, "invocations", prices.invocations),
    toLine(`Lambda: ${architecture}`, "jobs", seconds * gigabytes, "GB-seconds", prices.compute[architecture]),
  ];
}

function toOtherLines({ firings, alarms, dashboards }: Usage, prices: Prices): readonly BillLine[] {
  return [
    toLine("Scheduler: schedules", "month", firings, "firings", prices.firings),
    toLine("CloudWatch: alarms", "month", alarms, "alarms", prices.alarms),
    toLine("CloudWatch: dashboards", "month", dashboards, "dashboards", prices.dashboards),
  ];
}

/** Those that are enqueued, and those of failed attempts: each a message of its own. */
function toMessages({ jobs, pack, jobBytes, failing }: Usage): Readonly<Record<"first" | "again", Messages>> {
  return {
    first: { count: jobs / pack, bytes: pack * jobBytes },
    again: { count: (jobs * failing) / (1 - failing), bytes: jobBytes },
  };
}

function toLine(what: string, by: BillLine["by"], quantity: number, unit: string, { dollars, per }: Price): BillLine {
  return { what, by, quantity, unit, dollars: (quantity / per) * dollars };
}

function sumOf(lines: readonly BillLine[]): number {
  return lines.reduce((sum, { dollars }) => sum + dollars, 0);
}
