// The way to the schedules that costs nothing until it is taken.

import type { SchedulerClient } from "@aws-sdk/client-scheduler";
import { type Environment, SCHEDULE_GROUP } from "../core/environment.ts";
import type { Scheduler } from "../core/ports.ts";
import { toSchedulePlace } from "./schedule-place.ts";
import { createScheduleRequests, createSchedulerClient } from "./schedule-requests.ts";
import { createScheduler } from "./scheduler.ts";

/** The schedules of the group that the environment names; none where it names no group. */
export function schedulerOf(environment: Environment): Scheduler | undefined {
  if (!environment[SCHEDULE_GROUP]) return undefined;
  let client: Promise<SchedulerClient> | undefined;
  const connect = (): Promise<SchedulerClient> => {
    client ??= createSchedulerClient(environment);
    return client;
  };
  return createScheduler(createScheduleRequests(connect), () => toSchedulePlace(environment));
}
