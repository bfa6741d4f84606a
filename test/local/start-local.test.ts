import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createClient, type ErrandEvent } from "errand";
import { type LocalOptions, type LocalRunner, startLocal } from "errand/local";
import { afterEach, describe, expect, test } from "vitest";
import { createSightings } from "../support/waiting.ts";
import { block, chain, echo, exit, failOnce, hang } from "./fixtures/jobs.ts";

const JOBS = new URL("./fixtures/jobs.ts", import.meta.url);

// These tests start processes: each takes a second or two on a busy machine.
const PROCESS_TIMEOUT = 60_000;

const runners: LocalRunner[] = [];

afterEach(async () => {
  for (const runner of runners.splice(0)) await runner.stop(0);
});

async function start(options: Partial<LocalOptions> = {}) {
  const output = createSightings<string>();
  const notices = createSightings<string>();
  const events = createSightings<ErrandEvent>();
  const runner = await startLocal({
    jobs: JOBS,
    watch: false,
    onOutput: output.add,
    onNotice: notices.add,
    onEvent: events.add,
    ...options,
  });
  runners.push(runner);
  Object.assign(process.env, runner.environment); // as a user does, so that this process enqueues there
  return { runner, output, notices, events, client: createClient() };
}

/** As any client does, with keys of its own. */
async function post(runner: LocalRunner, MessageBody: string): Promise<void> {
  const credentials = { accessKeyId: "any", secretAccessKey: "any" };
  const sqs = new SQSClient({ endpoint: runner.endpoint, region: "eu-west-1", credentials });
  await sqs.send(new SendMessageCommand({ QueueUrl: runner.environment["ERRAND_LOW_QUEUE_URL"], MessageBody }));
}

describe("the local runner", { timeout: PROCESS_TIMEOUT }, () => {
  test("runs what is enqueued, in another process, with everything that a run has", async () => {
    const { client, output, events, runner } = await start();
    expect(runner.jobs().toSorted()).toEqual(["block", "chain", "echo", "exit", "fail-once", "hang"]);
    await client.enqueue(echo, ["hello"]);
    await output.until((line) => line === "echo hello 1");
    await events.until(({ type }) => type === "job.completed");
    await client.enqueue(chain, ["on"]);
    await output.until((line) => line === "echo on 1");
    // Told of by the process in which the first job ran.
    const sentOn = await events.until(({ job, type }) => job === "echo" && type === "job.enqueued");
    expect(sentOn).toMatchObject({ priority: "high" });
  });

  test("runs the two fields that any client in any language sends", async () => {
    const { runner, output } = await start();
    await post(runner, '{"function":"echo","args":["from afar"]}');
    await output.until((line) => line === "echo from afar 1");
  });

  test("retries a failed job, and counts the dead in their queue", async () => {
    const { client, output, events, runner } = await start();
    await client.enqueue(failOnce, []);
    await output.until((line) => line === "succeeded");
    await post(runner, "{}");
    expect(await events.until(({ type }) => type === "job.dead")).toMatchObject({ reason: "malformed" });
    const { low } = await runner.counts();
    expect(low).toMatchObject({ dead: 1 });
  });

  test("lives on when a job ends its process", async () => {
    const { client, output, notices } = await start();
    await client.enqueue(exit, []);
    await notices.until((notice) => notice.includes("its process ended with exit code 3"));
    await client.enqueue(echo, ["still here"]);
    await output.until((line) => line === "echo still here 1");
  });

  test("gives up a job that takes longer than the function may; one that blocks its process is ended with it", async () => {
    const { client, events, notices } = await start({ timeoutSeconds: 1 });
    await client.enqueue(hang, []);
    const failed = await events.until(({ type }) => type === "job.failed");
    expect(failed).toMatchObject({ job: "hang", error: { name: "TimeoutError" } });
    await client.enqueue(block, []);
    await notices.until((notice) => notice.includes("it took longer than 1 s and was ended"));
  });

  test("tells of a job that may take longer than the function here", async () => {
    const { notices } = await start({ jobs: new URL("./fixtures/slow-jobs.ts", import.meta.url) });
    await notices.until((notice) =>
      notice.includes("its timeout needs 125 seconds, and an invocation has 60. Start with --timeout 125"),
    );
  });

  test("stops within its grace, however long a job hangs, and a second time at once", async () => {
    const { client, output, runner } = await start();
    await client.enqueue(hang, []);
    await output.until((line) => line.startsWith("hanging "));
    const stopping = runner.stop(60);
    await runner.stop();
    await stopping;
    await expect(fetch(runner.endpoint)).rejects.toThrow();
  });
});

describe("what can't be started is said, and leaves nothing running", { timeout: PROCESS_TIMEOUT }, () => {
  test.each<[string, Partial<LocalOptions>, string]>([
    ["a module that isn't there", { jobs: "no/such/jobs.ts" }, "no/such/jobs.ts could not be loaded"],
    ["a module without jobs", { jobs: new URL("../support/waiting.ts", import.meta.url) }, "at least one job in it"],
    ["an endpoint where nothing answers", { endpoint: "http://127.0.0.1:9" }, "can't be made at http://127.0.0.1:9"],
  ])("%s", async (_, options, message) => {
    await expect(start(options)).rejects.toMatchObject({
      code: "local_failed",
      message: expect.stringContaining(message),
    });
  });

  test("a port that is taken", async () => {
    const { runner } = await start();
    await expect(start({ port: Number(new URL(runner.endpoint).port) })).rejects.toMatchObject({
      code: "local_failed",
      message: expect.stringMatching(/can't listen on port \d+ of 127\.0\.0\.1: .*EADDRINUSE/),
    });
  });

  test.each<[string, object]>([
    ["a port out of range", { port: 70_000 }],
    ["no jobs", { jobs: "" }],
    ["an endpoint that is no URL", { endpoint: "localhost:4566" }],
    ["less than no concurrency", { concurrency: { low: -1 } }],
    ["a misspelt option", { wacth: true }],
  ])("%s", async (_, options) => {
    await expect(start(options)).rejects.toMatchObject({ code: "invalid_option" });
  });
});
