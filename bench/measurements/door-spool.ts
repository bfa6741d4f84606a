// Enqueues a second into the spool while the queue is away, each fsynced before it resolves, beside the plain path to an engine in this
// process; in turns, 64 at once.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { job } from "errand";
import { SQS_LIMITS } from "../../lib/aws/limits.ts";
import { createSqsBroker } from "../../lib/aws/sqs-broker.ts";
import { createSqsInbox } from "../../lib/aws/sqs-inbox.ts";
import { type Client, createClient } from "../../lib/core/client.ts";
import { systemClock } from "../../lib/core/clock.ts";
import { ErrandError } from "../../lib/core/errors.ts";
import { openSpool } from "../../lib/disk/open-spool.ts";
import { createEngine } from "../../lib/engine/engine.ts";
import { createRequestHandler } from "../../lib/engine/request-handler.ts";
import { atLeast, type Measurement, medianOf, type Row } from "../measurement.ts";

const ROUNDS = 5;
const JOBS = 4000;
const AT_ONCE = 64;
const TARGET = 2000;

const ARGS = [{ name: "Ann", mail: "ann@example.org", text: "x".repeat(147) }] as const;
const note = job("note", (_: unknown) => {});

/** Jobs a second. */
async function rate(client: Client): Promise<number> {
  let left = JOBS;
  const startedAt = performance.now();
  const lane = async (): Promise<void> => {
    while (left-- > 0) await client.enqueue(note, ARGS);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return JOBS / ((performance.now() - startedAt) / 1000);
}

async function measure(): Promise<readonly Row[]> {
  const directory = mkdtempSync(join(process.env["ERRAND_BENCH_DIR"] ?? tmpdir(), "errand-spool-"));
  const engine = createEngine({ clock: systemClock });
  const sqs = new SQSClient({
    requestHandler: createRequestHandler(engine),
    endpoint: "http://localhost",
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "errand-low" }));
  const environment = { ERRAND_LOW_QUEUE_URL: QueueUrl };
  const world = {
    environment,
    limits: SQS_LIMITS,
    clock: systemClock,
    random: Math.random,
    loadListener: async () => () => {},
    openSpool,
  };
  const queues = { ...createSqsBroker(sqs, environment, systemClock), ...createSqsInbox(sqs, environment) };
  const away = new ErrandError("queue_unavailable", "The endpoint is down.");
  const down = {
    ...queues,
    send: async (posts: readonly unknown[]) => posts.map(() => ({ ok: false, error: away }) as const),
  };
  const plain = createClient({ mode: "sqs", onEvent: () => {} }, { ...world, connect: async () => queues });
  const spooling = createClient(
    { mode: "sqs", onEvent: () => {}, whenUnavailable: ["spool", "throw"], spool: { directory, maxBytes: 2 ** 30 } },
    { ...world, connect: async () => down },
  );
  try {
    const rates = { plain: [] as number[], spool: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.plain.push(await rate(plain));
      rates.spool.push(await rate(spooling));
    }
    const spooled = medianOf(rates.spool);
    const ratio = medianOf(rates.spool.map((each, index) => each / (rates.plain[index] ?? 1)));
    const told = (value: number): string => `${Math.round(value).toLocaleString("en")} jobs/s`;
    return [
      { what: `enqueues, ${AT_ONCE} at once, ${ROUNDS} rounds of ${JOBS}`, measured: "" },
      { what: "  plain, to the engine in this process", measured: told(medianOf(rates.plain)) },
      { what: "  spool, with fsync", measured: told(spooled), target: atLeast(TARGET, spooled) },
      { what: "  spool beside plain", measured: `${ratio.toFixed(2)} times` },
    ];
  } finally {
    engine.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

export const spool: Measurement = { name: "spool", measure };
