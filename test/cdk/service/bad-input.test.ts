import { Duration } from "aws-cdk-lib";
import { Vpc } from "aws-cdk-lib/aws-ec2";
import { Cluster } from "aws-cdk-lib/aws-ecs";
import type { ErrandErrorCode } from "errand";
import type { WorkerServiceProps } from "errand/cdk";
import { describe, expect, test } from "vitest";
import { aStack, makeQueuesOnly } from "../synth.ts";
import { anEntry } from "../workers.ts";
import { anImageService, aService } from "./services.ts";

function refusal(make: () => unknown): { readonly code: ErrandErrorCode; readonly message: string } {
  try {
    make();
  } catch (error) {
    return error as never;
  }
  throw new Error("It was taken.");
}

describe("refused, with what is wrong and what to do", () => {
  test.each<[string, Partial<WorkerServiceProps> | object, string]>([
    ["what it doesn't know", { size: 5 }, 'WorkerService has no option "size"; it knows queues, entry'],
    ["no queues", { queues: {} }, '"queues" must be a JobQueues, got'],
    ["both sources", { entry: "app/jobs.ts" }, '"entry" and "image" can\'t both be given'],
    [
      "neither source",
      { image: undefined, entry: undefined },
      '"entry" must be the path of the module that exports the jobs',
    ],
    ["no priority", { priorities: [] }, '"priorities" must be ["high", "low"], ["high"] or ["low"], got ""'],
    ["another priority", { priorities: ["urgent"] }, 'got "urgent"'],
    ["no names", { only: [] }, '"only" must be a list of names of jobs, got an array of 0'],
    [
      "names that nobody has",
      { only: ["welcome", "farewell"] },
      '"only" must name jobs of the queues, got farewell; it knows report, welcome.',
    ],
    ["no job at once", { concurrency: 0 }, '"concurrency" must be a whole number from 1 to 1000, got 0'],
    [
      "no grace",
      { grace: Duration.seconds(0) },
      '"grace" must be a Duration of whole seconds, 1 second to 1 day, got "0 seconds"',
    ],
    [
      "a grace that Fargate doesn't give",
      { grace: Duration.minutes(2) },
      '"grace" must be at most 110 seconds, got 120: Fargate ends a task 120 seconds after it was told to stop',
    ],
    [
      "a size that Fargate hasn't",
      { cpu: 300 },
      '"cpu" must be what Fargate has, 256, 512, 1024, 2048, 4096, 8192, 16384',
    ],
    [
      "memory that doesn't fit",
      { cpu: 256, memory: 4096 },
      'for a "cpu" of 256, 512 to 2048 MB in steps of 512, got 4096',
    ],
    ["memory between steps", { cpu: 1024, memory: 2500 }, "2048 to 8192 MB in steps of 1024, got 2500"],
    ["another processor", { architecture: "arm64" }, '"architecture" must be one of "ARM64", "X86_64"'],
    ["a variable of its own", { environment: { ERRAND_WORKER: "{}" } }, "ERRAND_WORKER is what WorkerService sets"],
    [
      "a variable of the queues",
      { secrets: { ERRAND_HIGH_QUEUE_URL: {} } },
      "ERRAND_HIGH_QUEUE_URL is what WorkerService",
    ],
    ["a secret in plain text", { secrets: { DB_URL: "postgres://" } }, "secrets.DB_URL must be an ecs.Secret"],
    [
      "a variable that is a secret as well",
      { environment: { DB_URL: "x" }, secrets: { DB_URL: { arn: "x", grantRead: () => {} } } },
      'DB_URL must be in "environment" or in "secrets", got it in both',
    ],
    ["a retention", { logRetention: 4 }, '"logRetention" must be one of'],
    ["no task at all", { capacity: { max: 0 } }, 'capacity: "max" must be a whole number from 1 to 5000, got 0'],
    ["fewer at most than at least", { capacity: { min: 5, max: 2 } }, '"max" must be at least "min", 5, got 2'],
    ["half a task", { capacity: { min: 0.5 } }, '"min" must be a whole number from 0 to 5000, got 0.5'],
    ["no job for a task", { capacity: { jobsPerTask: 0 } }, '"jobsPerTask" must be a whole number from 1 to 1000000'],
    [
      "an age",
      { capacity: { oldestAge: Duration.seconds(5) } },
      '"oldestAge" must be a Duration of whole seconds, 1 minute',
    ],
    [
      "idleness",
      { capacity: { idle: Duration.days(1) } },
      '"idle" must be a Duration of whole seconds, 1 minute to 12 hours',
    ],
    ["what capacity doesn't know", { capacity: { tasks: 5 } }, 'WorkerService: capacity has no option "tasks"'],
    ["the SDK", { bundling: { sdk: "runtime" } }, 'WorkerService: bundling has no option "sdk"'],
    ["a layer", { bundling: { external: ["sharp"] } }, 'WorkerService: bundling has no option "external"'],
    ["another bundling", { bundling: { minify: 1 } }, 'WorkerService: bundling: "minify" must be true or false'],
    ["another topic", { alarms: { topic: "pager" } }, 'alarms: "topic" must be an SNS topic'],
  ])("%s", (_, props, message) => {
    const { code, message: told } = refusal(() => anImageService(props as Partial<WorkerServiceProps>));
    expect([code, told]).toEqual(["invalid_option", expect.stringContaining(message)]);
  });

  test("a cluster and a network", () => {
    const stack = aStack();
    const vpc = new Vpc(stack, "Vpc");
    const cluster = new Cluster(stack, "Cluster");
    const props = { vpc, cluster, queues: makeQueuesOnly(stack) } as never;
    expect(refusal(() => anImageService(props, stack)).message).toContain('"cluster" and "vpc" can\'t both be given');
  });
});

describe("an entry stops the synthesis", () => {
  const JOB = 'import { job } from "errand";';

  test.each([
    ["without jobs", "export const a = 1;", "it must export jobs. The jobs must be a module, object or array"],
    [
      "that throws when it is imported",
      'throw new Error("No paper.");',
      "it throws when it is imported:\nError: No paper.",
    ],
    [
      "that opens a connection",
      'import { connect } from "node:net"; connect(5432, "db.example.org");',
      "opens a connection to db.example.org:5432 when it is imported",
    ],
    [
      "that lacks a job of its queues",
      `${JOB} export const report = job("report", () => {});`,
      'it must export all jobs of its queues, but has nothing of welcome; it exports report. Export them too, or name in "only"',
    ],
    ["that can't be read", "export const a = ;", "can't be bundled:\n✘ [ERROR] Unexpected"],
  ])("%s", (_, code, message) => {
    const { code: errorCode, message: told } = refusal(() => aService({ entry: anEntry(code) }));
    expect([errorCode, told]).toEqual(["invalid_entry", expect.stringContaining(message)]);
  });

  test("that isn't there", () => {
    expect(refusal(() => aService({ entry: "/nowhere/jobs.ts" })).message).toContain(
      'WorkerService: "entry" must be the file that exports the jobs, got /nowhere/jobs.ts',
    );
  });

  test("that lacks a job which it is to run", () => {
    const { message } = refusal(() => aService({ only: ["farewell"] }));
    expect(message).toContain("got farewell; it knows report, welcome. Correct the name, or leave it out.");
  });

  test("but a job of others it may lack, where it says which it runs", () => {
    const entry = anEntry(`${JOB} export const report = job("report", () => {});`);
    aService({ entry, only: ["report"] });
  });

  test("whose package isn't there", () => {
    expect(refusal(() => aService({ bundling: { nodeModules: ["not-there"] } })).message).toContain(
      'WorkerService: bundling: "nodeModules" names not-there, which is not installed',
    );
  });
});
