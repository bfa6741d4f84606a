// The runner's firing of schedules, without a runner: for a deployed group on an endpoint that only keeps its schedules.

import { createEndpointClient, toGivenEndpoint } from "../../lib/aws/endpoint.ts";
import { createEndpointScheduler } from "../../lib/aws/endpoint-scheduler.ts";
import { createSqsBroker } from "../../lib/aws/sqs-broker.ts";
import { systemClock } from "../../lib/core/clock.ts";
import { startFiring } from "../../lib/local/start-firing.ts";
import { type Place, REGION } from "./place.ts";

/**
 * Does nothing on an endpoint that fires by itself.
 *
 * @returns how to stop.
 */
export async function fireDeployed(
  { url }: Place,
  environment: Readonly<Record<string, string>>,
  notice: (line: string) => void,
): Promise<() => Promise<void>> {
  const endpoint = toGivenEndpoint(url, REGION, {});
  const client = createEndpointClient(endpoint);
  const { scheduler, close } = createEndpointScheduler(endpoint, environment);
  const broker = createSqsBroker(client, environment);
  const stop = await startFiring({ endpoint, environment, scheduler, broker, clock: systemClock, notice });
  return async () => {
    await stop();
    close();
    client.destroy();
  };
}
