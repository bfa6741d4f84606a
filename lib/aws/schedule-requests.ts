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
    /** Of a FIFO queue. */
    readonly SqsParameters?: { readonly MessageGroupId: string };
    readonly DeadLetterConfig?: { readonly Arn: string };
  };
}

/**
 * Requests to the service, each tried again while it is throttled, and a change while the schedule is still being made or
 * changed. They reject with errors named as AWS names them.
 */
export interface ScheduleRequests {
  create(fields: ScheduleFields): Promise<unknown>;
  update(fields: ScheduleFields): Promise<unknown>;
  get(GroupName: string, Name: string): Promise<GivenFields>;
  delete(GroupName: string, Name: string): Promise<unknown>;
  /** One page, and where the next begins. AWS takes no empty prefix. */
  list(GroupName: string, NamePrefix: string | undefined, NextToken: string | undefined): Promise<ListedPage>;
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
 * AWS throttles by the second (CreateSchedule: 250 to 5,000, by region; quotas: EventBridge Scheduler guide). The SDK waits at
 * random between its tries, up to a second at first, then twice as long each time, to 20: so many last for three quarters of a
 * minute on average, a minute and a half at most.
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
      const command = new UpdateScheduleCommand(fields);
      command.middlewareStack.add(whenFree, WITHIN_RETRIES);
      return (await client()).send(command);
    },
    async get(GroupName, Name) {
      const { GetScheduleCommand } = await import("@aws-sdk/client-scheduler");
      return (await client()).send(new GetScheduleCommand({ GroupName, Name }));
    },
    async delete(GroupName, Name) {
      const { DeleteScheduleCommand } = await import("@aws-sdk/client-scheduler");
      const command = new DeleteScheduleCommand({ GroupName, Name });
      command.middlewareStack.add(whenFree, WITHIN_RETRIES);
      return (await client()).send(command);
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

/** Within the SDK's own retries, which are of this step too. */
const WITHIN_RETRIES = { step: "finalizeRequest", priority: "low" } as const;

/**
 * Has the SDK try again, as what is throttled, where AWS answers that a change "can cause an inconsistent state": it does so
 * for a moment after the schedule was made or changed. API reference, UpdateSchedule and DeleteSchedule, ConflictException.
 */
function whenFree<Args, Answer>(next: (args: Args) => Promise<Answer>): (args: Args) => Promise<Answer> {
  return async (args) => {
    try {
      return await next(args);
    } catch (error) {
      const isBusy = error instanceof Error && error.name === "ConflictException";
      throw isBusy ? Object.assign(error, { $retryable: {} }) : error;
    }
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
