// Firing on an endpoint that never does it itself: its claims are made there, its messages go to the runner's queues.

import type { Endpoint } from "../aws/endpoint.ts";
import { createEndpointScheduler } from "../aws/endpoint-scheduler.ts";
import { type Environment, SCHEDULE_GROUP } from "../core/environment.ts";
import type { Broker, Clock, Scheduler } from "../core/ports.ts";
import { fireSchedules } from "./fire-schedules.ts";
import { createClaims } from "./firing-claims.ts";
import { neverFires } from "./never-fires.ts";

/** The group of the claims, beside that of the schedules. */
const GROUP = "errand-fired";

interface FiringEnd {
  readonly endpoint: Endpoint;
  /** Names the queues, and the role of the schedules. */
  readonly environment: Environment;
  /** Keeps the schedules. */
  readonly scheduler: Scheduler;
  readonly broker: Pick<Broker, "send">;
  readonly clock: Clock;
  readonly notice: (line: string) => void;
}

/** @returns how to stop; it resolves when what is under way has ended. */
export async function startFiring(end: FiringEnd): Promise<() => Promise<void>> {
  const { endpoint, environment, scheduler, broker, clock, notice } = end;
  const { url } = endpoint;
  if (!(await neverFires(url))) return async () => {};
  const claimed = createEndpointScheduler(endpoint, { ...environment, [SCHEDULE_GROUP]: GROUP });
  try {
    await claimed.makeGroup();
  } catch (error) {
    claimed.close();
    const why = (error as Error).message.replace(/\.$/, "");
    notice(`Schedules can't be fired, for ${url} makes no group ${GROUP}: ${why}. Mend that, and start again.`);
    return async () => {};
  }
  const { stop } = fireSchedules({
    scheduler,
    claims: createClaims(claimed.scheduler, clock),
    async send({ name, body, priority }) {
      const [answer] = await broker.send([{ id: name, body, priority, delaySeconds: 0 }]);
      if (answer?.ok === false) throw answer.error;
    },
    clock,
    onProblem: notice,
  });
  return async () => {
    await stop();
    claimed.close();
  };
}
