// Schedules and long delays of every kind against a real endpoint and the clock on the wall: what was to run when, and what did.

import { setTimeout as sleep } from "node:timers/promises";
import { at, createClient, cron } from "errand";
import { type LocalRunner, startLocal } from "errand/local";
import { report } from "./fixtures/jobs.ts";

/** A run, as its job has told of it. */
export interface Ran {
  readonly label: string;
  /** `current().scheduledAt`. */
  readonly scheduledAt: string | undefined;
  readonly at: number;
}

/** What is to run when; nothing at all where it has no times. */
export interface Expected {
  readonly label: string;
  readonly dueAts: readonly number[];
}

export interface Firing {
  readonly expected: readonly Expected[];
  readonly ran: readonly Ran[];
  readonly notices: readonly string[];
}

interface FiringOptions {
  readonly endpoint: string | undefined;
  /** Runners at once on it. */
  readonly runners: number;
  /** How much later than its time a run is waited for. */
  readonly patienceSeconds: number;
}

const JOBS = new URL("./fixtures/jobs.ts", import.meta.url);
const MINUTE_MS = 60_000;

/** How long it takes to start everything, and to make what is to fire. */
const PREPARATION_MS = 20_000;

export async function runFiring({ endpoint, runners, patienceSeconds }: FiringOptions): Promise<Firing> {
  const ran: Ran[] = [];
  const notices: string[] = [];
  const onOutput = (line: string): void => void (line.startsWith("ran ") && ran.push(JSON.parse(line.slice(4))));
  const onNotice = (notice: string): void => void notices.push(notice);
  const started: LocalRunner[] = [];
  try {
    // All within one minute, so that nothing is due before all is made.
    const left = MINUTE_MS - (Date.now() % MINUTE_MS);
    if (left < PREPARATION_MS) await sleep(left + 1000);
    for (let number = 0; number < runners; number += 1) {
      started.push(await startLocal({ jobs: JOBS, watch: false, onOutput, onNotice, ...(endpoint && { endpoint }) }));
    }
    Object.assign(process.env, started[0]?.environment);
    const base = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS;
    const expected = await arrange(base);
    await sleep(base + 2 * MINUTE_MS + patienceSeconds * 1000 - Date.now());
    return { expected, ran, notices };
  } finally {
    for (const runner of started) await runner.stop();
  }
}

async function arrange(base: number): Promise<readonly Expected[]> {
  const client = createClient();
  const minute = (count: number): number => base + count * MINUTE_MS;
  const schedule = (id: string, time: number, label: string) =>
    client.schedule(report, id, cron(`${new Date(time).getUTCMinutes()} * * * *`), [label]);

  await schedule("kept", minute(1), "made from code");
  await schedule("changed", minute(1), "before it was changed");
  await schedule("changed", minute(2), "changed");
  await schedule("ended", minute(1), "unscheduled");
  await client.unschedule(report, "ended");
  const second = minute(1) + 17_000;
  await client.schedule(report, "once", at(new Date(second)), ["once"]);

  const delayed = await client.enqueue(report, ["delayed"], { delay: "20 minutes" });
  const dueAt = (await delayed.reschedule({ at: new Date(minute(2) + 11_000) })).getTime();
  const cancelled = await client.enqueue(report, ["cancelled"], { delay: "20 minutes" });
  await cancelled.reschedule({ at: new Date(minute(2)) });
  await cancelled.cancel();

  return [
    { label: "cron in the definition", dueAts: [minute(0), minute(1), minute(2)] },
    { label: "disabled", dueAts: [] },
    { label: "made from code", dueAts: [minute(1)] },
    { label: "before it was changed", dueAts: [] },
    { label: "changed", dueAts: [minute(2)] },
    { label: "unscheduled", dueAts: [] },
    { label: "once", dueAts: [second] },
    { label: "delayed", dueAts: [dueAt] },
    { label: "cancelled", dueAts: [] },
  ];
}
