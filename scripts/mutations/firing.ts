// The ways in which the runner's firing of schedules is broken on purpose.

import type { Mutation } from "./list.ts";

const FIRING = ["test/local/fire-schedules.test.ts"];

const SEND = "        await send({ ...scheduled, body: scheduled.body.replaceAll(SCHEDULED_TIME, toTime(dueAt)) });";

export const FIRING_MUTATIONS: readonly Mutation[] = [
  {
    name: "fires what others have claimed",
    file: "lib/local/firing-claims.ts",
    changes: [["if (at - said.at < ABANDONED_MS)", "if (at < said.at)"]],
    tests: FIRING,
  },
  {
    name: "never takes an abandoned claim over",
    file: "lib/local/firing-claims.ts",
    changes: [["if (at - said.at < ABANDONED_MS)", "if (at >= said.at)"]],
    tests: FIRING,
  },
  {
    name: "fires again what has been fired",
    file: "lib/local/firing-claims.ts",
    changes: [['if (said.over) return { kind: "over" };', ""]],
    tests: FIRING,
  },
  {
    name: "keeps its claims",
    file: "lib/local/firing-claims.ts",
    changes: [["at <= clock.now() - KEPT_MS", "at <= 0"]],
    tests: FIRING,
  },
  {
    name: "removes a schedule before it sends",
    file: "lib/local/fire-run.ts",
    changes: [[SEND, `        await scheduler.remove(scheduled.name);\n${SEND}`]],
    tests: FIRING,
  },
  {
    name: "fires a schedule as it was looked at, whatever has become of it",
    file: "lib/local/fire-run.ts",
    changes: [["if (!(await isStillThere())) {", "if (dueAt < 0) {"]],
    tests: FIRING,
  },
  {
    name: "removes a schedule that has a new time",
    file: "lib/local/fire-run.ts",
    changes: [["runsOnce(scheduled) && (await isStillThere())", "runsOnce(scheduled)"]],
    tests: FIRING,
  },
  {
    name: "holds on to the claim of what could not be sent",
    file: "lib/local/fire-run.ts",
    changes: [["await claim.release().catch(() => {});", ""]],
    tests: FIRING,
  },
  {
    name: "fires what was past when it was made",
    file: "lib/local/due-time-of.ts",
    changes: [[" || at <= changedAt - LATE_MS", ""]],
    tests: FIRING,
  },
  {
    name: "makes up for every run that was slept through",
    file: "lib/local/due-time-of.ts",
    changes: [["Math.max(now - LATE_MS, changedAt, overAt)", "Math.max(changedAt, overAt)"]],
    tests: FIRING,
  },
];
