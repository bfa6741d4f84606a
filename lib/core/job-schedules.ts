// Schedules that a program makes of its jobs, each under an id of its own: made, changed, ended, listed.

import type { ClientBroker } from "./client-broker.ts";
import { toDueTime } from "./due-time.ts";
import type { EnqueueOptions, JobSchedule } from "./enqueuer.ts";
import { ErrandError, show } from "./errors.ts";
import { expectId, expectJob } from "./job-and-id.ts";
import { expectKnownKeys, expectPriority, refuse } from "./options.ts";
import { expectArgs } from "./parse-args.ts";
import type { Clock, ScheduledPost, Scheduler } from "./ports.ts";
import { saysTheSame } from "./same-schedule.ts";
import { isSchedule, type Schedule } from "./schedule-mark.ts";
import { codeName, codePrefix } from "./schedule-names.ts";
import { readScheduledBody, toScheduledBody } from "./scheduled-body.ts";

/** What a client offers; `job` is what `job(…)` returns. */
export interface JobSchedules {
  /** @param args the arguments, as JSON. */
  schedule(job: unknown, id: string, schedule: Schedule, args: string, options?: EnqueueOptions): Promise<void>;
  unschedule(job: unknown, id: string): Promise<boolean>;
  schedules(job: unknown): Promise<readonly JobSchedule[]>;
}

/** How often it is tried to put a schedule in its place while somebody else removes and makes it. */
const MOST_TRIES = 5;

/** The wait after the first of them is twice as long, and doubled after each further one. */
const FIRST_WAIT_MS = 100;

export function createJobSchedules(connect: () => Promise<ClientBroker>, clock: Clock): JobSchedules {
  const scheduler = async (): Promise<Scheduler> => (await connect()).scheduler();
  return {
    async schedule(given, id, schedule, text, options = {}) {
      const { name: job, schema, ...definition } = expectJob(given);
      const where = `Job "${job}", schedule ${show(id)}`;
      expectId(id, where);
      expectKnownKeys(options, ["priority"], `${where}: with(options)`);
      const { priority = definition.priority } = options;
      expectPriority(priority, where);
      expectSchedule(schedule, where);
      expectFuture(schedule, where, clock.now());
      const args = JSON.parse(text);
      if (schema !== undefined) await expectArgs(schema, args, where);
      const name = codeName(job, id);
      const body = await (await connect()).toScheduled(toScheduledBody({ job, args, priority, name, scheduleId: id }));
      const { expression, timeZone, enabled } = schedule;
      await put(await scheduler(), { name, expression, timeZone, enabled, body, priority }, clock);
    },
    async unschedule(given, id) {
      const { name: job } = expectJob(given);
      expectId(id, `Job "${job}"`);
      return (await scheduler()).remove(codeName(job, id));
    },
    async schedules(given) {
      const { name: job } = expectJob(given);
      const found = await (await scheduler()).list(codePrefix(job));
      const schedules = found.map(({ body, expression, timeZone, enabled, priority }) => {
        const { args, scheduleId } = readScheduledBody(body);
        return { id: scheduleId, job, expression, timeZone, enabled, args, priority };
      });
      return schedules.toSorted((one, other) => (one.id < other.id ? -1 : 1));
    },
  };
}

/**
 * Whatever else makes or removes one of the same name meanwhile, it is there in the end, as it was said. One that is there
 * already is left alone: a rate may count from its last change.
 */
async function put(scheduler: Scheduler, scheduled: ScheduledPost, clock: Clock): Promise<void> {
  const there = await scheduler.find(scheduled.name);
  if (there !== undefined && saysTheSame(there, scheduled)) return;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    if ((await scheduler.replace(scheduled)) || (await scheduler.create(scheduled))) return;
    // AWS is still removing what was there.
    await new Promise<void>((resolve) => void clock.after(FIRST_WAIT_MS * 2 ** tries, resolve));
  }
  const message = `The schedule ${scheduled.name} was neither there to be changed nor could it be made, ${MOST_TRIES} times.`;
  const advice = "Something else removes it all the while: find out what, and try again.";
  throw new ErrandError("schedule_failed", `${message} ${advice}`);
}

function expectSchedule(schedule: unknown, where: string): void {
  if (!isSchedule(schedule)) {
    const expected = "what cron(…), rate(…) or at(…) returns";
    throw refuse(`${where}: the second argument`, expected, schedule, 'Give rate("1 day").');
  }
  if (schedule.args.length === 0) return;
  const message = `${where}: the arguments stand after the schedule, not in it; got ${show(schedule.args)} in it.`;
  throw new ErrandError("invalid_option", `${message} Write .schedule(id, cron(…), …arguments).`);
}

/** A scheduler keeps what is over, and never runs it. */
function expectFuture({ expression, timeZone }: Schedule, where: string, now: number): void {
  const wall = /^at\((.*)\)$/.exec(expression)?.[1];
  if (wall === undefined || toDueTime(wall, timeZone, where) > now) return;
  throw refuse(where, "a time to come", `${expression} ${timeZone}`, "To run now, enqueue the job.");
}
