// EventBridge Scheduler at one given endpoint: a group of its own, and the schedules in it.

import { CreateScheduleGroupCommand, GetScheduleGroupCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { type Environment, SCHEDULE_GROUP } from "../core/environment.ts";
import type { Scheduler } from "../core/ports.ts";
import type { Endpoint } from "./endpoint.ts";
import { REQUEST_TIMEOUTS } from "./request-timeouts.ts";
import { toSchedulePlace } from "./schedule-place.ts";
import { createScheduleRequests } from "./schedule-requests.ts";
import { createScheduler } from "./scheduler.ts";

export interface EndpointScheduler {
  readonly scheduler: Scheduler;
  /** Makes the group that the environment names, where it isn't there yet. */
  makeGroup(): Promise<void>;
  close(): void;
}

export function createEndpointScheduler(
  { url, region, ...credentials }: Endpoint,
  environment: Environment,
): EndpointScheduler {
  const client = new SchedulerClient({ endpoint: url, region, credentials, requestHandler: REQUEST_TIMEOUTS });
  return {
    scheduler: createScheduler(
      createScheduleRequests(async () => client),
      () => toSchedulePlace(environment),
      new Map(),
    ),
    async makeGroup() {
      const Name = environment[SCHEDULE_GROUP];
      try {
        // LocalStack makes a group that is there already once more, and everything that was in it is gone.
        await client.send(new GetScheduleGroupCommand({ Name }));
        return;
      } catch (error) {
        if (!isNamed(error, "ResourceNotFoundException")) throw error;
      }
      try {
        await client.send(new CreateScheduleGroupCommand({ Name }));
      } catch (error) {
        if (!isNamed(error, "ConflictException")) throw error; // another was first
      }
    },
    close: () => client.destroy(),
  };
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
