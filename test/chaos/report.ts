// A chaos run in figures, and what must be true of them.

import type { Check, Row } from "./attack.ts";
import type { ChaosReport } from "./chaos.ts";
import type { Cause } from "./extra-runs.ts";
import type { Fate } from "./fates.ts";

const CAUSES: Readonly<Record<Cause, string>> = {
  cut: "the run before was killed midway",
  unanswered: "what ran it was killed before it had answered",
  returned: "its outcome could not be written",
  resent: "sent twice: the first answer was lost",
  inherited: "the attempt before had an extra run",
  givenUp: "the attempt before was given up at its deadline",
  copied: "it was sent on twice without a run",
  unexplained: "not explained",
};

const FATES: Readonly<Record<Fate, string>> = {
  passed: "passed on as they came",
  delayed: "delayed by up to 0.4 s",
  dropped: "dropped before they arrived",
  unanswered: "reset with the answer there",
  torn: "reset in the midst of the answer",
  muted: "never answered",
};

/** A table of figures, ready to print. */
export function toTable(report: ChaosReport): string {
  const { ends, extra, fates } = report;
  const figures: readonly Row[] = [
    ["seconds", report.seconds],
    ...report.rows,
    ["invocations that failed", report.failedInvocations],
    ["outcomes that could not be written", report.returned],
    ...Object.entries(FATES).map(([fate, what]): Row => [`requests ${what}`, fates.get(fate as Fate) ?? 0]),
    ["requests cut by the killed endpoint", report.cutByEndpoint],
    ["jobs whose sending may have had no answer", report.lostSends],
    ["jobs accepted", report.accepted],
    ["  completed", ends.completed],
    ["  discarded", ends.discarded],
    ...[...ends.dead].map(([reason, count]): Row => [`  dead: ${reason}`, count]),
    ["  lost", ends.lost.length],
    ["  ended in two ways, by duplicates", ends.twofold],
    ["jobs refused to the caller", report.refused],
    ["  there all the same", ends.refusedButThere],
    ["dead letters beyond the first of a job", ends.repeatedLetters],
    ["runs that these jobs were to have", extra.planned],
    ["runs that they had", report.runs],
    [`runs beyond the plan, of ${extra.jobs} jobs`, [...extra.causes.values()].reduce((sum, count) => sum + count, 0)],
    ...Object.entries(CAUSES).map(([cause, what]): Row => [`  ${what}`, extra.causes.get(cause as Cause) ?? 0]),
  ];
  return toColumns(figures);
}

export function toColumns(figures: readonly Row[]): string {
  return figures.map(([what, figure]) => `${what.padEnd(52)}${figure.toLocaleString("en").padStart(8)}`).join("\n");
}

/** What must be true, each with whether it is. */
export function toChecks(report: ChaosReport, jobs: number): readonly Check[] {
  const { ends } = report;
  const struck = (["delayed", "dropped", "unanswered"] as const).every((fate) => (report.fates.get(fate) ?? 0) > 0);
  return [
    [`at least ${jobs.toLocaleString("en")} jobs were accepted`, report.accepted >= jobs],
    ...report.checks,
    ["the proxy has delayed, dropped and reset requests", struck],
    ["nothing is left in the queues", report.emptied],
    ["no accepted job is lost", ends.lost.length === 0],
    ["every dead job has a reason", !ends.dead.has("none")],
    ["the last runner stopped as asked", report.exitCode === 0],
  ];
}
