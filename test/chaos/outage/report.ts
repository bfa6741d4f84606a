// An outage run in figures, and what must be true of them.

import type { Check, Row } from "../attack.ts";
import type { OutageReport } from "./outage.ts";

export function toOutageRows(report: OutageReport): readonly Row[] {
  return [
    ["seconds", report.seconds],
    ["outages", report.outages],
    ["  of the time, in percent", Math.round(report.awayShare * 100)],
    ["requests turned away", report.turnedAway],
    ["processes killed", report.killed],
    ["  of them while the queue was away", report.killedAway],
    ["enqueues", report.asked],
    ["  resolved", report.resolved],
    ["    of them spooled", report.spooled],
    ["  rejected", report.refused],
    ["  under way at a kill", report.underWay],
    ["    of them run all the same", report.underWayThatRan],
    ["resolved and not run", report.notRun],
    ["run and neither resolved nor under way", report.foreign],
    ["runs beyond the first of a job", report.extraRuns],
    ["left in the spool", report.left],
    ["lines set aside", report.setAside],
  ];
}

export function toOutageChecks(report: OutageReport, jobs: number, kills: number): readonly Check[] {
  const { awayShare, asked, resolved, refused, underWay } = report;
  return [
    [`${jobs.toLocaleString("en")} jobs were enqueued by processes that were killed ${kills} times`, asked === jobs],
    ["the queue was away for about a third of the time", awayShare > 0.28 && awayShare < 0.4],
    ["each enqueue resolved, or was under way at a kill", refused === 0 && resolved + underWay === asked],
    ["some were spooled", report.spooled > 0],
    ["every enqueue that resolved has run", report.notRun === 0],
    ["nothing else has run but what was under way at a kill", report.foreign === 0],
    ["nothing is left in the spool", report.left === 0],
    ["nothing is set aside but what a kill has torn", report.setAside <= kills],
    ["nothing is left in the queues, and nothing is dead", report.emptied && report.dead === 0],
  ];
}
