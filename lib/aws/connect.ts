// The way to SQS that costs nothing until it is taken: the SDK is loaded at the first send.

import type { Environment } from "../core/environment.ts";
import type { Broker } from "../core/ports.ts";

/** A broker on the queues that the environment names. */
export async function connectToSqs(environment: Environment): Promise<Broker> {
  const [{ createSqsBroker }, { createSqsClient }] = await Promise.all([
    import("./sqs-broker.ts"),
    import("./sqs-client.ts"),
  ]);
  return createSqsBroker(await createSqsClient(environment), environment);
}
