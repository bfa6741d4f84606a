// Requests to EventBridge Scheduler through the SDK, which is loaded at the first one.

import type { SchedulerClient } from "@aws-sdk/client-scheduler";
import type { Environment } from "../core/environment.ts";
import { REQUEST_TIMEOUTS } from "./request-timeouts.ts";
import type { ScheduleFields, ScheduleRequests } from "./scheduler.ts";

/**
 * AWS throttles by the second (CreateSchedule: 250 to 5,000, by region): with the SDK's backoff, which doubles from a tenth of a
 * second, so many tries last for some 20 seconds. Quotas: EventBridge Scheduler guide.
 */
const TRIES = 9;

/** Each call carries a token of its own, made by the SDK: the same for its tries, and another for every call, so that what was deleted can be made again. */
export function createScheduleRequests(client: () => Promise<SchedulerClient>): ScheduleRequests {
  return {
    async create(fields) {
      const { CreateScheduleCommand } = await import("@aws-sdk/client-scheduler");
      return (await client()).send(new CreateScheduleCommand(fields));
    },
    async update(fields: ScheduleFields) {
      const { UpdateScheduleCommand } = await import("@aws-sdk/client-scheduler");
      return (await client()).send(new UpdateScheduleCommand(fields));
    },
    async get(GroupName, Name) {
      const { GetScheduleCommand } = await import("@aws-sdk/client-scheduler");
      return (await client()).send(new GetScheduleCommand({ GroupName, Name }));
    },
    async delete(GroupName, Name) {
      const { DeleteScheduleCommand } = await import("@aws-sdk/client-scheduler");
      return (await client()).send(new DeleteScheduleCommand({ GroupName, Name }));
    },
    async list(GroupName, NamePrefix, NextToken) {
      const { ListSchedulesCommand } = await import("@aws-sdk/client-scheduler");
      const asked = { GroupName, NamePrefix, NextToken, MaxResults: 100 };
      const { Schedules = [], NextToken: next } = await (await client()).send(new ListSchedulesCommand(asked));
      const schedules = Schedules.map(({ Name = "", LastModificationDate }) => ({
        name: Name,
        changedAt: LastModificationDate?.getTime(),
      }));
      return { schedules, next };
    },
  };
}

/** The client of a program: endpoint, region and keys as every AWS SDK reads them. */
export async function createSchedulerClient(environment: Environment): Promise<SchedulerClient> {
  const { SchedulerClient } = await import("@aws-sdk/client-scheduler");
  const endpoint = environment["AWS_ENDPOINT_URL_SCHEDULER"] || environment["AWS_ENDPOINT_URL"];
  return new SchedulerClient({
    requestHandler: REQUEST_TIMEOUTS,
    maxAttempts: TRIES,
    ...(endpoint ? { endpoint } : {}),
  });
}
