// What is known of a deployed Gazette from its stack's outputs, and the ways in from outside.

import { type Client, createClient } from "errand";
import { createBucket, type OutsideBucket } from "./bucket.ts";
import { createVisitor, type Visitor } from "./page.ts";
import type { Place } from "./place.ts";

export interface Deployed {
  /** The variables that name its queues and its schedule group. */
  readonly environment: Readonly<Record<string, string>>;
  /** Enqueues from this process, as an application of the user's would. */
  readonly client: Client;
  readonly visitor: Visitor;
  readonly bucket: OutsideBucket;
}

/** Afterwards this process is an application of the stack: its variables are set. */
export function toDeployed(place: Place, outputs: Readonly<Record<string, string>>): Deployed {
  const { WebUrl = "", Bucket = "", ...rest } = outputs;
  const environment = Object.fromEntries(
    Object.entries(rest)
      .filter(([name]) => name.startsWith("Errand"))
      .map(([name, value]) => [toVariable(name), value]),
  );
  Object.assign(process.env, place.variables, environment);
  const client = createClient({ mode: "sqs" });
  return { environment, client, visitor: createVisitor(place, WebUrl), bucket: createBucket(place, Bucket) };
}

/** `ErrandHighQueueUrl` is `ERRAND_HIGH_QUEUE_URL`. */
function toVariable(output: string): string {
  return output.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
}
