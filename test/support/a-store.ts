// A client, a handler, and a bucket between them that a test can look into, and take away.

import { createClient } from "../../lib/core/client.ts";
import type { JobDefinition } from "../../lib/core/definition.ts";
import type { ErrandEvent } from "../../lib/core/events.ts";
import type { Blobs, Post } from "../../lib/core/ports.ts";
import type { Settings } from "../../lib/core/settings.ts";
import { createHandlerWith } from "../../lib/lambda/handler.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { START } from "./kernels.ts";
import { createRecordingBroker } from "./recording-broker.ts";

const BUCKET = "jobs";

/** Objects by their keys; while one is set, `away` is what every request fails with. */
export function aBucket(bucket = BUCKET) {
  const objects = new Map<string, Uint8Array>();
  const asked: string[] = [];
  const state: { away: Error | undefined } = { away: undefined };
  const answer = <Result>(what: string, result: () => Result): Promise<Result> => {
    asked.push(what);
    return state.away === undefined ? Promise.resolve(result()) : Promise.reject(state.away);
  };
  const blobs: Blobs = {
    bucket,
    put: (key, bytes) => answer(`put ${key}`, () => void objects.set(key, bytes.slice())),
    get: (key, most) => answer(`get ${key}`, () => objects.get(key)?.slice(0, most + 1)),
    remove: (key) => answer(`remove ${key}`, () => void objects.delete(key)),
  };
  return { blobs, objects, asked, state };
}

interface Given {
  readonly settings?: Settings;
  readonly keys?: string;
  readonly hasBucket?: boolean;
}

export function aStore(jobs: object, { settings = {}, keys, hasBucket = true }: Given = {}) {
  const clock = createManualClock(START);
  const broker = createRecordingBroker({ strict: true });
  const store = aBucket();
  const events: ErrandEvent[] = [];
  const environment = {
    ERRAND_LOW_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/000000000000/errand-low",
    ...(hasBucket && { ERRAND_BUCKET: BUCKET }),
    ...(keys !== undefined && { ERRAND_SIGNING_KEYS: keys }),
  };
  const onEvent = (event: ErrandEvent) => void events.push(event);
  const world = {
    connect: async () => broker,
    connectBlobs: async (): Promise<Blobs | undefined> => (hasBucket ? store.blobs : undefined),
    environment,
    limits: { delaySeconds: 900, messageBytes: 1_048_576 },
    clock,
    random: () => 0.5,
  };
  const handler = createHandlerWith(jobs as Readonly<Record<string, JobDefinition["load"]>>, {}, { ...world, onEvent });
  const client = createClient({ mode: "sqs", ...settings }, { ...world, loadListener: async () => onEvent });
  return {
    ...store,
    clock,
    broker,
    events,
    client,
    /** Another client on the same bucket. */
    aClient: (others: Settings) => createClient(others, { ...world, loadListener: async () => onEvent }),
    /** The ids of the records that are to come again. */
    async invoke(...bodies: readonly (string | Post)[]): Promise<readonly string[]> {
      const { batchItemFailures } = await handler({
        Records: bodies.map((body, index) => ({
          messageId: `m${index}`,
          body: typeof body === "string" ? body : body.body,
          receiptHandle: `r${index}`,
          eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:errand-low",
          attributes: { SentTimestamp: String(clock.now()) },
        })),
      });
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    reasons: () => broker.buried.map(({ body }) => JSON.parse(body).dead.reason),
  };
}
