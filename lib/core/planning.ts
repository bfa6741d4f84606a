// What is done with jobs before they run: those that wait for their time are cancelled or moved, and schedules are made,
// ended and listed.

import type { ClientBroker } from "./client-broker.ts";
import { definitionOf, type JobDefinition } from "./definition.ts";
import type { Duration } from "./duration.ts";
import type { EnqueueOptions, JobSchedule, Timing } from "./enqueuer.ts";
import { ErrandError, show } from "./errors.ts";
import { expectKnownKeys, expectPriority, refuse } from "./options.ts";
import { expectArgs } from "./parse-args.ts";
import type { ScheduledPost, Scheduler } from "./ports.ts";
import { cannotCancel, noJob } from "./refusals.ts";
import { isSchedule, type Schedule } from "./schedule-mark.ts";
import { codeName, codePrefix } from "./schedule-names.ts";
import { readScheduledBody, toScheduledBody } from "./scheduled-body.ts";
import type { ClientWorld } from "./settings.ts";
import { toDelaySeconds, toTiming } from "./timing.ts";

/** What a client offers; `job` is what `job(…)` returns. */
export interface Planning {
  cancel(job: unknown, id: string): Promise<void>;
  reschedule(job: unknown, id: string, when: Duration | Timing): Promise<Date>;
  schedule(
    job: unknown,
    id: string,
    schedule: Schedule,
    /** The arguments, as JSON. */
    args: string,
    options?: EnqueueOptions,
  ): Promise<void>;
  unschedule(job: unknown, id: string): Promise<boolean>;
  schedules(job: unknown): Promise<readonly JobSchedule[]>;
}

/** As long as the names of jobs may be. */
const LONGEST_ID = 128;

/** How often it is tried to put a schedule in its place while somebody else removes and makes it. */
const MOST_TRIES = 5;

export function createPlanning(connect: () => Promise<ClientBroker>, { clock }: ClientWorld): Planning {
  const cancel = async ({ name }: JobDefinition, id: string): Promise<void> => {
    if (!(await (await connect()).cancel(expectId(id, `Job "${name}"`), name)))
      throw cannotCancel(name, id, "cancelled");
  };
  const reschedule = async ({ name }: JobDefinition, id: string, when: Duration | Timing): Promise<Date> => {
    const now = clock.now();
    const timing = toTiming(when, `Job "${name}": reschedule(when)`);
    const dueAt = now + Math.round(toDelaySeconds(timing, `Job "${name}": reschedule(when)`, now) * 1000);
    const moved = await (await connect()).move(expectId(id, `Job "${name}"`), name, dueAt);
    if (!moved) throw cannotCancel(name, id, "rescheduled");
    return new Date(dueAt);
  };

  return {
    cancel: async (job, id) => cancel(expectJob(job), id),
    reschedule: async (job, id, when) => reschedule(expectJob(job), id, when),
    async schedule(job, id, schedule, text, options = {}) {
      const { name: jobName, priority, schema } = expectJob(job);
      const where = `Job "${jobName}", schedule ${show(id)}`;
      expectId(id, where);
      expectKnownKeys(options, ["priority"], `${where}: with(options)`);
      if (options.priority !== undefined) expectPriority(options.priority, where);
      expectSchedule(schedule, where);
      const args = JSON.parse(text);
      const name = codeName(jobName, id);
      const of = { job: jobName, args, priority: options.priority ?? priority, name, scheduleId: id };
      const { expression, timeZone, enabled } = schedule;
      const scheduled = { name, expression, timeZone, enabled, body: toScheduledBody(of), priority: of.priority };
      if (schema !== undefined) await expectArgs(schema, args, where);
      await put(await (await connect()).scheduler(), scheduled);
    },
    async unschedule(job, id) {
      const { name } = expectJob(job);
      return (await (await connect()).scheduler()).remove(codeName(name, expectId(id, `Job "${name}"`)));
    },
    async schedules(job) {
      const { name } = expectJob(job);
      const found = await (await (await connect()).scheduler()).list(codePrefix(name));
      return found.map(({ body, expression, timeZone, enabled, priority }) => {
        const { args, scheduleId } = readScheduledBody(body);
        return { id: scheduleId, job: name, expression, timeZone, enabled, args, priority };
      });
    },
  };
}

/** Whatever else makes or removes one of the same name meanwhile, it is there in the end, as it was said. */
async function put(scheduler: Scheduler, scheduled: ScheduledPost): Promise<void> {
  for (let left = MOST_TRIES; left > 0; left -= 1) {
    if ((await scheduler.replace(scheduled)) || (await scheduler.create(scheduled))) return;
  }
  const message = `The schedule ${scheduled.name} was neither there to be changed nor could it be made, ${MOST_TRIES} times.`;
  throw new ErrandError(
    "schedule_failed",
    `${message} Something else removes it all the while: find out what, and try again.`,
  );
}

function expectJob(job: unknown): JobDefinition {
  const definition = definitionOf(job);
  if (definition === undefined) throw noJob(job);
  return definition;
}

function expectId(id: unknown, where: string): string {
  if (typeof id === "string" && id.length >= 1 && id.length <= LONGEST_ID) return id;
  throw refuse(`${where}: the id`, `a text of 1 to ${LONGEST_ID} characters`, id, "Give what you know it by.");
}

function expectSchedule(schedule: unknown, where: string): void {
  if (!isSchedule(schedule)) {
    throw refuse(
      `${where}: the second argument`,
      "what cron(…), rate(…) or at(…) returns",
      schedule,
      'Give rate("1 day").',
    );
  }
  if (schedule.args.length === 0) return;
  const message = `${where}: the arguments stand after the schedule, not in it; got ${show(schedule.args)} in it.`;
  throw new ErrandError("invalid_option", `${message} Write .schedule(id, cron(…), …arguments).`);
}
