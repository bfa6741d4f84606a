// The schedules at the runner's endpoint, where those of the jobs' definitions are kept as their code says them.

import type { Endpoint } from "../aws/endpoint.ts";
import { createEndpointScheduler } from "../aws/endpoint-scheduler.ts";
import { SCHEDULE_GROUP, SCHEDULE_ROLE } from "../core/environment.ts";
import type { Broker, Clock, ScheduledPost, Scheduler } from "../core/ports.ts";
import { DEFINED_PREFIX } from "../core/schedule-names.ts";
import { startFiring } from "./start-firing.ts";

export interface LocalSchedules {
  /** The variables that were given, and those by which another process finds the schedules. */
  readonly environment: Readonly<Record<string, string>>;
  /** Has these schedules kept from now on, and no others that stand in definitions. */
  keep(schedules: readonly ScheduledPost[]): Promise<void>;
  /** Fires them from now on, where the endpoint never does. */
  fire(broker: Pick<Broker, "send">, clock: Clock): Promise<void>;
  /** Fires no more; resolves when what is under way has ended. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

/** The runner's own group, beside what else is at the endpoint. */
const GROUP = "errand";

/** Emulators don't look at it; the form is checked. */
const ROLE_ARN = "arn:aws:iam::000000000000:role/errand";

/** Where the endpoint has no scheduler, that is told, and long delays wait in the queues. */
export async function makeLocalSchedules(
  endpoint: Endpoint,
  variables: Readonly<Record<string, string>>,
  notice: (line: string) => void,
): Promise<LocalSchedules> {
  const environment = { ...variables, [SCHEDULE_GROUP]: GROUP, [SCHEDULE_ROLE]: ROLE_ARN };
  const { url } = endpoint;
  const { scheduler, makeGroup, close } = createEndpointScheduler(endpoint, environment);
  try {
    await makeGroup();
  } catch (error) {
    close();
    const why = `No schedule can be kept at ${url}: ${(error as Error).message.replace(/\.$/, "")}`;
    notice(
      `${why}. Schedules don't run, and delays beyond 15 minutes wait in the queues. Without an endpoint, the engine keeps both.`,
    );
    return { environment: variables, ...NOTHING_KEPT };
  }
  let stop = async (): Promise<void> => {};
  return {
    environment,
    keep: (schedules) => keep(scheduler, schedules),
    async fire(broker, clock) {
      stop = await startFiring({ endpoint, environment, scheduler, broker, clock, notice });
    },
    rest: () => stop(),
    async close() {
      void stop(); // what is still under way by now, hangs
      close();
    },
  };
}

const NOTHING_KEPT = {
  keep: async () => {},
  fire: async () => {},
  rest: async () => {},
  close: async () => {},
};

async function keep(scheduler: Scheduler, schedules: readonly ScheduledPost[]): Promise<void> {
  const kept = new Map((await scheduler.list(DEFINED_PREFIX)).map((scheduled) => [scheduled.name, scheduled]));
  for (const scheduled of schedules) {
    const found = kept.get(scheduled.name);
    kept.delete(scheduled.name);
    // One that is as it should be is left alone: its scheduler may count from its last change.
    if (found === undefined) await scheduler.create(scheduled);
    else if (found.body !== scheduled.body || found.enabled !== scheduled.enabled) await scheduler.replace(scheduled);
  }
  for (const name of kept.keys()) await scheduler.remove(name);
}
