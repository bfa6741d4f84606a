import { Duration, RemovalPolicy, Token } from "aws-cdk-lib";
import { Compatibility, TaskDefinition } from "aws-cdk-lib/aws-ecs";
import { type ErrandErrorCode, job } from "errand";
import type { JobQueuesProps } from "errand/cdk";
import { describe, expect, test } from "vitest";
import { aStack, makeQueues } from "./synth.ts";
import { anEntry } from "./workers.ts";

const HANDLER = 'import { job } from "errand"; import { createHandler } from "errand/lambda";';

const ARN = "arn:aws:sqs:eu-central-1:111122223333:jobs";

function refusal(props: Partial<JobQueuesProps>): { readonly code: ErrandErrorCode; readonly message: string } {
  try {
    makeQueues(aStack(), props);
  } catch (error) {
    return error as never;
  }
  throw new Error("It was taken.");
}

function anExisting(queue: string, dead: string) {
  const arn = (name: string): string => `arn:aws:sqs:eu-central-1:111122223333:${name}`;
  return { queueArn: arn(queue), deadLetterQueueArn: arn(dead) };
}

describe("an entry stops the synthesis", () => {
  test.each([
    [
      "that isn't there",
      "/nowhere/worker.ts",
      "must be the file that exports the worker's handler, got /nowhere/worker.ts",
    ],
  ])("%s", (_, entry, message) => {
    expect(refusal({ entry })).toMatchObject({ code: "invalid_entry", message: expect.stringContaining(message) });
  });

  test.each([
    ["that can't be read", "export const handler = ;", "can't be bundled:\n✘ [ERROR] Unexpected"],
    ["that imports what isn't there", 'import "./missing.ts";', 'Could not resolve "./missing.ts"'],
    [
      "without a handler",
      `${HANDLER} export const main = createHandler([job("a", () => {})]);`,
      "got nothing of that name",
    ],
    ["whose handler is no function", `${HANDLER} export const handler = 7;`, "got a number"],
    [
      "whose handler runs no jobs",
      "export const handler = async () => {};",
      'createHandler of "errand/lambda" was not called. Write: export const handler = createHandler(jobs);',
    ],
    [
      "with two jobs of one name",
      `${HANDLER} export const handler = createHandler([job("a", () => {}), job("a", () => 1)]);`,
      'Two different jobs are called "a". A message finds its function by the name alone: rename one of them.',
    ],
    [
      "that throws when it is imported",
      `${HANDLER} if (!process.env.SHOP) throw new Error("SHOP is not set"); export const handler = createHandler([job("a", () => {})]);`,
      "it throws when it is imported:\nError: SHOP is not set",
    ],
    [
      "that opens a connection when it is imported",
      `${HANDLER} import { connect } from "node:net"; connect(5432, "db.example.org"); export const handler = createHandler([job("a", () => {})]);`,
      "opens a connection to db.example.org:5432 when it is imported",
    ],
    [
      "that fetches when it is imported",
      `${HANDLER} fetch("https://config.example.org:8443/x").catch(() => {}); export const handler = createHandler([job("a", () => {})]);`,
      "opens a connection to config.example.org:8443 when it is imported",
    ],
    [
      "that waits for a connection when it is imported",
      `${HANDLER} await fetch("http://127.0.0.1:5433/"); export const handler = createHandler([job("a", () => {})]);`,
      "opens a connection to 127.0.0.1:5433 when it is imported",
    ],
    ["that ends its process when it is imported", "process.exit(3);", "its process ended with 3 while it loaded"],
    [
      "with a schedule that AWS would refuse",
      `${HANDLER} import { cron } from "errand"; export const handler = createHandler([job("a", () => {}, { schedule: cron("0 25 * * ? *") })]);`,
      "25",
    ],
    [
      "with a schedule whose arguments its schema refuses",
      `${HANDLER} import { rate } from "errand"; import * as z from "zod"; export const handler = createHandler([job("a", (n: number) => n, { args: z.tuple([z.number().max(3)]), schedule: rate("1 day", { args: [5] }) })]);`,
      'Job "a", schedule rate(1 day)',
    ],
  ])("%s", (_, code, message) => {
    const { code: errorCode, message: told } = refusal({ entry: anEntry(code) });
    expect([errorCode, told]).toEqual(["invalid_entry", expect.stringContaining(message)]);
  });

  test("whose other handler has the job, and not the one that it exports", () => {
    const entry = anEntry(
      `${HANDLER} export const other = createHandler([job("mine", () => {})]); export const handler = createHandler([job("other", () => {})]);`,
    );
    expect(refusal({ entry, jobs: [job("mine", () => {})] }).message).toContain(
      "knows nothing of mine; it runs other.",
    );
  });

  test("that lacks one of the jobs", () => {
    const entry = anEntry(`${HANDLER} export const handler = createHandler([job("other", () => {})]);`);
    const { message } = refusal({ entry, jobs: [job("mine", () => {})] });
    expect(message).toContain("knows nothing of mine; it runs other. Give createHandler and JobQueues the same jobs.");
  });
});

test("a handler that is wrapped is taken, and so is an entry whose variables are given", () => {
  const entry = anEntry(
    `${HANDLER} const inner = createHandler([job("a", () => {})]); if (!process.env.SHOP) throw new Error();
    export const handler = async (event: never, context: never) => inner(event, context);`,
  );
  makeQueues(aStack(), { entry, worker: { environment: { SHOP: "north" } } });
});

test("a job that takes longer than Lambda lets a function run is refused, by name", () => {
  const entry = anEntry(
    `${HANDLER} export const handler = createHandler([job("slow", () => {}, { timeout: "20 minutes" })]);`,
  );
  expect(refusal({ entry })).toMatchObject({
    code: "invalid_option",
    message: expect.stringMatching(
      /Job "slow": "timeout" must be at most 895 seconds on Lambda.*in a WorkerService: JobQueues with workers: "none"/,
    ),
  });
});

test.each<[string, object, string]>([
  ["a concurrency of 1", { concurrency: { low: 1 } }, "concurrency.low must be a whole number from 2 to 1,000"],
  ["a concurrency of 1001", { concurrency: { high: 1001 } }, "concurrency.high must be a whole number from 2 to 1,000"],
  ["a single poller", { concurrency: { high: { pollers: { min: 1, max: 9 } } } }, 'whole "min" from 2 to 200'],
  ["fewer pollers at most than at least", { concurrency: { high: { pollers: { min: 9, max: 4 } } } }, "got 9 and 4"],
  ["no entry", { entry: undefined }, '"entry" must be the path of the module'],
  ["what it doesn't know", { memory: 512 }, 'JobQueues has no option "memory"'],
  ["a worker's option that it doesn't know", { worker: { memory: 512 } }, 'JobQueues: worker has no option "memory"'],
  [
    "another way to share workers",
    { workers: "one" },
    '"workers" must be one of "shared", "per-priority", "none", got "one"',
  ],
  ["no jobs", { jobs: {} }, "with at least one job in it"],
  ["two jobs of one name", { jobs: [job("a", () => {}), job("a", () => 1)] }, 'Two different jobs are called "a"'],
  [
    "a batch without a window",
    { queues: { low: { batchSize: 50 } } },
    '"batchingWindow" must be there for a "batchSize" of 50',
  ],
  [
    "a FIFO batch of 50",
    { queues: { low: { fifo: true, batchSize: 50, batchingWindow: Duration.seconds(5) } } },
    "at most 10",
  ],
  ["a FIFO window", { queues: { low: { fifo: true, batchingWindow: Duration.seconds(5) } } }, "have no window"],
  [
    "no ARN",
    { queues: { low: { existing: { queueArn: "low", deadLetterQueueArn: "dead" } } } },
    '"queueArn" must be a queue\'s ARN',
  ],
  [
    "an existing queue for both priorities",
    { queues: { high: { existing: anExisting("a", "b") }, low: { existing: anExisting("a", "c") } } },
    "must name a queue of jobs once",
  ],
  [
    "a queue that is its own dead-letter queue",
    { queues: { high: { existing: anExisting("a", "a") } } },
    "must name a queue of jobs once",
  ],
  [
    "a FIFO queue and a dead-letter queue that is none",
    {
      queues: {
        low: {
          existing: {
            queueArn: "arn:aws:sqs:eu-central-1:111122223333:a.fifo",
            deadLetterQueueArn: "arn:aws:sqs:eu-central-1:111122223333:b",
          },
        },
      },
    },
    "both must be FIFO queues or neither",
  ],
  [
    "a worker's timeout that its jobs outlast",
    { worker: { timeout: Duration.seconds(30) } },
    "must be at least 125 seconds",
  ],
  [
    "a worker without time",
    { worker: { timeout: Duration.seconds(0) } },
    '"timeout" must be a Duration of whole seconds',
  ],
  [
    "a worker with half a second",
    { worker: { timeout: Duration.millis(90_500) } },
    '"timeout" must be a Duration of whole seconds',
  ],
  [
    "a worker that Lambda lets run no longer",
    { worker: { timeout: Duration.minutes(16) } },
    'to 15 minutes, got "16 minutes"',
  ],
  [
    "a worker without memory",
    { worker: { memorySize: 64 } },
    '"memorySize" must be whole megabytes from 128 to 10240, got 64',
  ],
  ["assets that are none", { bundling: { assets: null } }, '"assets" must be names with their paths, got null'],
  [
    "an asset in the place of the code",
    { bundling: { assets: { "index.mjs": "package.json" } } },
    "no file of the bundle's own",
  ],
  ["a minify that is no boolean", { bundling: { minify: "yes" } }, '"minify" must be true or false, got "yes"'],
  ["an asset that isn't there", { bundling: { assets: { photos: "/nowhere" } } }, "which isn't there"],
  ["a package that isn't installed", { bundling: { nodeModules: ["not-installed"] } }, "Run npm install not-installed"],
  [
    "a memory of no number",
    { worker: { memorySize: Number.NaN } },
    '"memorySize" must be whole megabytes from 128 to 10240, got NaN',
  ],
  ["a timeout of nothing", { worker: { timeout: Duration.seconds(0) } }, '1 second to 15 minutes, got "0 seconds"'],
  ["a timeout that is no Duration", { worker: { timeout: 60 } }, '"timeout" must be a Duration of whole seconds'],
  ["a timeout of half seconds", { worker: { timeout: Duration.millis(61_500) } }, 'got "61.5 seconds"'],
  [
    "a timeout that is known when deployed",
    { worker: { timeout: Duration.seconds(Token.asNumber({ Ref: "Timeout" })) } },
    "known at synthesis",
  ],
  ["a window that is no Duration", { queues: { low: { batchingWindow: 5 } } }, '"batchingWindow" must be a Duration'],
  ["an age that is no Duration", { alarms: { oldestAge: { high: 300 } } }, "oldestAge.high must be a Duration"],
  ["an architecture by its name", { worker: { architecture: "arm64" } }, '"architecture" must be one of'],
  ["logs kept for 8 days", { worker: { logRetention: 8 } }, '"logRetention" must be one of'],
  ["layers that are no list", { worker: { layers: {} } }, '"layers" must be a list'],
  ["a variable of Errand's", { worker: { environment: { ERRAND_HIGH_QUEUE_URL: "x" } } }, "is what JobQueues sets"],
  ["a variable that Lambda refuses", { worker: { environment: { "A B": "x" } } }, 'a letter first, got "A B"'],
  ["a variable that is no text", { worker: { environment: { PORT: 80 } } }, "environment.PORT must be a text, got 80"],
  [
    "a topic by its ARN",
    { alarms: { topic: "arn:aws:sns:eu-central-1:111122223333:a" } },
    '"topic" must be an SNS topic',
  ],
  ["a bucket by its name", { bucket: "photos" }, '"bucket" must be true, false or a bucket, got "photos"'],
  ["a key by its ARN", { encryptionKey: "arn:aws:kms:x" }, '"encryptionKey" must be a KMS key'],
  ["a snapshot of queues", { removalPolicy: RemovalPolicy.SNAPSHOT }, '"removalPolicy" must be one of'],
  ["a dashboard of neither", { dashboard: "yes" }, '"dashboard" must be true or false'],
  [
    "a queue that is its own dead-letter queue",
    { queues: { low: { existing: { queueArn: ARN, deadLetterQueueArn: ARN } } } },
    "in two places",
  ],
  [
    "one queue for both priorities",
    {
      queues: {
        high: { existing: { queueArn: ARN, deadLetterQueueArn: `${ARN}-dead` } },
        low: { existing: { queueArn: ARN, deadLetterQueueArn: `${ARN}-dead` } },
      },
    },
    `"existing" must name a queue of jobs once, got "${ARN}" in two places`,
  ],
])("%s is refused", (_, props, message) => {
  expect(refusal(props as Partial<JobQueuesProps>).message).toContain(message);
});

test("a task without a container can't be given variables", () => {
  const stack = aStack();
  const task = new TaskDefinition(stack, "Task", {
    compatibility: Compatibility.FARGATE,
    cpu: "256",
    memoryMiB: "512",
  });
  expect(() => makeQueues(stack).grantEnqueue(task)).toThrow("must have a container that gets the variables");
});
