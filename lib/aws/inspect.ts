// The way to the dead-letter queues on SQS: the SDK is loaded when they are first looked at.

import type { Environment } from "../core/environment.ts";
import type { Inspector } from "../core/inspector.ts";

/** An inspector of the dead-letter queues that the environment names. */
export async function inspectSqs(environment: Environment): Promise<Inspector> {
  const [{ createSqsInspector }, { createSqsClient }] = await Promise.all([
    import("./sqs-inspector.ts"),
    import("./sqs-client.ts"),
  ]);
  return createSqsInspector(await createSqsClient(environment), environment);
}
