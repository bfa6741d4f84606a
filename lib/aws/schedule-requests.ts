// Requests to EventBridge Scheduler through the SDK, which is loaded at the first one.

import type { SchedulerClient } from "@aws-sdk/client-scheduler";
import type { Environment } from "../core/environment.ts";
import { REQUEST_TIMEOUTS } from "./request-timeouts.ts";

/** A schedule as CreateSchedule and UpdateSchedule take it, and GetSchedule gives it: what of it is ours. */
export interface ScheduleFields {
  readonly Name: string;
  readonly GroupName: string;
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone: string;
  readonly State: "ENABLED" | "DISABLED";
  readonly FlexibleTimeWindow: { readonly Mode: "OFF" };
  readonly ActionAfterCompletion: "DELETE" | "NONE";
  readonly Target: {
    readonly Arn: string;
    readonly RoleArn: string;
    readonly Input: string;
    readonly DeadLetterConfig?: { readonly Arn: string };
  };
}

/** Requests to the service, each tried again while it is throttled. They reject with errors named as AWS names them. */
export interface ScheduleRequests {
  create(fields: ScheduleFields): Promise<unknown>;
  update(fields: ScheduleFields): Promise<unknown>;
  get(GroupName: string, Name: string): Promise<GivenFields>;
  delete(GroupName: string, Name: string): Promise<unknown>;
  /** One page, and where the next begins. */
  list(GroupName: string, NamePrefix: string, NextToken: string | undefined): Promise<ListedPage>;
}

/** As an SDK gives it: everything may be missing. */
interface GivenFields {
  readonly ScheduleExpression?: string | undefined;
  readonly ScheduleExpressionTimezone?: string | undefined;
  readonly State?: string | undefined;
  readonly Target?: { readonly Arn?: string | undefined; readonly Input?: string | undefined } | undefined;
  readonly CreationDate?: Date | undefined;
  readonly LastModificationDate?: Date | undefined;
}

export interface ListedPage {
  readonly schedules: readonly Listed[];
  readonly next: string | undefined;
}

/** What a list tells of a schedule. */
export interface Listed {
  readonly name: string;
  /** As of `ScheduledPost`. */
  readonly changedAt: number | undefined;
}

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
      const asked = { GroupName, NamePrefix: NamePrefix || undefined, NextToken, MaxResults: 100 };
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
