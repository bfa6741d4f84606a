// Fires the schedules of an endpoint that only keeps them: each run once, at its second, whoever else fires there too.

import { inTime } from "../core/in-time.ts";
import type { Clock, ScheduledPost, Scheduler } from "../core/ports.ts";
import { runsOnce } from "../core/schedule-mark.ts";
import { dueTimeOf } from "./due-time-of.ts";
import { type FiringEnds, fireRun, isSame } from "./fire-run.ts";

export interface FiringOptions extends FiringEnds {
  readonly scheduler: Pick<Scheduler, "list" | "find" | "remove">;
  readonly clock: Clock;
  /** Hears of what fails, once for as long as it lasts; it is tried again. */
  readonly onProblem: (problem: string) => void;
}

/** A schedule, and what is to be done of it next. */
interface Entry {
  readonly scheduled: ScheduledPost;
  readonly seenAt: number;
  /** Of its next run; none where it has none, or can't be read. */
  dueAt: number | undefined;
  /** When that is fired, or tried again. */
  wakeAt: number;
}

/** How often the schedules are looked at: what is made so shortly before its time comes so late at most. */
const LOOK_EVERY_MS = 2000;

/** Where looking takes longer than that, it gets half of the time; so long at most. */
const LONGEST_PAUSE_MS = 20_000;

/** Runs being fired at once. */
const CONCURRENCY = 8;

export function fireSchedules(options: FiringOptions): { stop(): Promise<void> } {
  const { scheduler, claims, clock, onProblem } = options;
  const stopped = Promise.withResolvers<void>();
  let stopping = false;
  let entries = new Map<string, Entry>();
  let lookAt = clock.now();
  let pauseMs = LOOK_EVERY_MS;
  let failing = false;

  const toEntry = (scheduled: ScheduledPost): Entry => {
    const before = entries.get(scheduled.name);
    if (before !== undefined && isSame(before.scheduled, scheduled)) return before;
    const now = clock.now();
    const seenAt = before?.seenAt ?? now;
    const entry = { scheduled, seenAt, dueAt: undefined, wakeAt: Infinity };
    try {
      const dueAt = dueTimeOf(scheduled, { now, seenAt });
      return { ...entry, dueAt, wakeAt: dueAt ?? Infinity };
    } catch (error) {
      onProblem(`The schedule ${scheduled.name} is not fired: ${(error as Error).message} Change it, or delete it.`);
      return entry;
    }
  };

  const look = async (): Promise<void> => {
    const startedAt = clock.now();
    try {
      const found = await scheduler.list("");
      entries = new Map(found.map((scheduled) => [scheduled.name, toEntry(scheduled)]));
    } finally {
      pauseMs = Math.min(Math.max(clock.now() - startedAt, LOOK_EVERY_MS), LONGEST_PAUSE_MS);
      lookAt = clock.now() + pauseMs;
    }
  };

  const fire = async (entry: Entry, dueAt: number): Promise<void> => {
    entry.wakeAt = lookAt; // where it fails, it is tried again then
    const { scheduled, seenAt } = entry;
    if ((await fireRun(options, scheduled, dueAt)) === "later") {
      const next = dueTimeOf(scheduled, { now: clock.now(), seenAt });
      if (next === dueAt) return;
    }
    entry.dueAt = dueTimeOf(scheduled, { now: clock.now(), seenAt, overAt: dueAt });
    entry.wakeAt = entry.dueAt ?? Infinity;
  };

  const fireDue = async (onFailed: (error: unknown) => void): Promise<void> => {
    const now = clock.now();
    // First what recurs: it is not made up for when it is long past. What is left at the next look is left for then.
    const due = [...entries.values().filter(({ wakeAt }) => wakeAt <= now)]
      .toSorted((a, b) => Number(runsOnce(a.scheduled)) - Number(runsOnce(b.scheduled)))
      .values();
    const lane = async (): Promise<void> => {
      for (const entry of due) {
        if (entry.dueAt !== undefined) await fire(entry, entry.dueAt).catch(onFailed);
        if (stopping || clock.now() >= lookAt) return;
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  };

  const turn = async (): Promise<void> => {
    const failures: unknown[] = [];
    const onFailed = (error: unknown): void => void failures.push(error);
    // What has failed is tried again when the schedules are looked at: a turn between says nothing of it.
    const left = lookAt - clock.now();
    const isLook = left <= 0 || left > pauseMs; // so far away is the next look where the clock was set back
    if (isLook) await look().catch(onFailed);
    await fireDue(onFailed);
    // Only now: a claim may be all that tells that a schedule which its runner could not remove has been fired.
    if (isLook) await claims.sweep().catch(onFailed);
    const [first] = failures;
    if (first !== undefined && !failing) {
      onProblem(`Schedules can't be fired: ${(first as Error).message} It is tried again until it works.`);
    }
    if (isLook || first !== undefined) failing = first !== undefined;
  };

  const run = async (): Promise<void> => {
    while (!stopping) {
      await turn();
      const wakeAt = entries.values().reduce((first, { wakeAt }) => Math.min(first, wakeAt), lookAt);
      const milliseconds = Math.min(wakeAt - clock.now(), LOOK_EVERY_MS);
      if (!stopping) await inTime(stopped.promise, { clock, milliseconds }, () => {});
    }
  };

  const running = run();
  return {
    async stop() {
      stopping = true;
      stopped.resolve();
      await running;
    },
  };
}
