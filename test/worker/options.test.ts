import { job } from "errand";
import { createWorker, type WorkerOptions } from "errand/worker";
import { expect, test } from "vitest";

const jobs = [job("welcome", () => {}), job("report", () => {})];

test.each<[string, unknown, string]>([
  ["a concurrency of 0", { concurrency: 0 }, '"concurrency" must be a whole number from 1 to 1000, got 0. To use 10'],
  [
    "a concurrency that is a text",
    { concurrency: "20" },
    '"concurrency" must be a whole number from 1 to 1000, got "20"',
  ],
  [
    "a priority that there isn't",
    { priorities: ["urgent"] },
    '"priorities" must be one of "high", "low", got "urgent"',
  ],
  ["no priority", { priorities: [] }, '"priorities" must be a list of "high", "low" or both'],
  [
    "a job that there isn't",
    { only: ["wellcome"] },
    '"only" names "wellcome", but no job is called so; there are welcome, report',
  ],
  ["no job", { only: [] }, `"only" must be a list of jobs' names`],
  ["an option that there isn't", { concurency: 5 }, 'has no option "concurency"; it knows concurrency, priorities'],
  [
    "a visibility timeout that can't be held",
    { visibilityTimeout: "1s" },
    '"visibilityTimeout" must be 10 seconds to 12 hours, got "1s"',
  ],
  ["an aging bound beyond what SQS keeps", { aging: "15 days" }, '"aging" must be 1 second to 14 days, got "15 days"'],
  ["a grace that is no duration", { grace: "soon" }, '"grace" must be 0 seconds to 12 hours'],
  [
    "a longer wait than SQS has",
    { waitTimeSeconds: 21 },
    '"waitTimeSeconds" must be a whole number from 1 to 20, got 21',
  ],
  [
    "a port that there isn't",
    { health: { port: 70_000 } },
    '"health": port must be a whole number from 0 to 65,535, got 70000',
  ],
  [
    "a module that is no file",
    { module: "jobs.ts" },
    '"module" must be a file URL, got "jobs.ts". Write new URL("./jobs.ts", import.meta.url).',
  ],
  ["too many threads", { threads: { count: 65 } }, '"threads": count must be a whole number from 1 to 64, got 65'],
  [
    "memory for nothing",
    { threads: { maxMemory: 1 } },
    '"threads": maxMemory must be a whole number of megabytes from 16 to 65,536, got 1',
  ],
])("%s is refused where the worker is made", (_, options, message) => {
  expect(() => createWorker(jobs, options as WorkerOptions)).toThrow(
    expect.objectContaining({ code: "invalid_option", message: expect.stringContaining(message) }),
  );
});

test("a job with thread: true needs the module that its thread loads", () => {
  const threaded = job("compute", () => {}, { thread: true });
  expect(() => createWorker([threaded])).toThrow(
    /job "compute" has thread: true: its thread must load it\. Give module: /,
  );
});

test("without the queues in the environment, start() says which variable is missing", async () => {
  const worker = createWorker(jobs, { environment: {} });
  await expect(worker.start()).rejects.toMatchObject({
    code: "not_configured",
    message: expect.stringContaining(
      "ERRAND_HIGH_QUEUE_URL must be the URL of the high-priority queue, but is not set",
    ),
  });
  await worker.stop();
  expect(worker.health()).toMatchObject({ state: "idle", ready: false });
});

test("a worker of one priority needs that one's queues only", async () => {
  const worker = createWorker(jobs, { priorities: ["low"], environment: {} });
  await expect(worker.start()).rejects.toThrow("ERRAND_LOW_QUEUE_URL must be");
});

test("only is refused for a FIFO queue, whose messages can't be sent on", async () => {
  const url = "https://sqs.us-east-1.amazonaws.com/1/low.fifo";
  const environment = { ERRAND_LOW_QUEUE_URL: url, ERRAND_LOW_DEAD_QUEUE_URL: url };
  const worker = createWorker(jobs, { only: ["report"], priorities: ["low"], environment });
  await expect(worker.start()).rejects.toThrow(
    `"only" must be left out for a FIFO queue, whose messages can't be sent on`,
  );
});
