import { join } from "node:path";
import { Duration, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { Compatibility, ContainerImage, TaskDefinition } from "aws-cdk-lib/aws-ecs";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { AwsSolutionsChecks } from "cdk-nag";
import { type ErrandErrorCode, job } from "errand";
import { JobQueues, type JobQueuesProps } from "errand/cdk";
import { describe, expect, test } from "vitest";
import { anApp, aStack, makeQueuesOnly } from "./synth.ts";
import { anEntry } from "./workers.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");
const SOURCE = { conditions: ["@errand/source"] };

/** What `sqs:…` actions each policy allows, and on what. */
function actionsOf(template: Template): readonly string[] {
  return Object.values(template.findResources("AWS::IAM::Policy")).flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.flatMap(
      ({ Action, Resource }: { Action: string | string[]; Resource: unknown }) =>
        [Action].flat().map((action) => `${action} ${JSON.stringify(Resource).match(/Jobs[A-Za-z]+/)?.[0]}`),
    ),
  );
}

describe('workers: "none"', () => {
  test("makes queues, alarms and a dashboard, and no function", () => {
    const stack = aStack();
    const queues = makeQueuesOnly(stack);
    const template = Template.fromStack(stack);
    template.resourceCountIs("AWS::SQS::Queue", 4);
    template.resourceCountIs("AWS::Lambda::Function", 0);
    template.resourceCountIs("AWS::Lambda::EventSourceMapping", 0);
    template.resourceCountIs("AWS::CloudWatch::Alarm", 4);
    template.resourceCountIs("AWS::CloudWatch::Dashboard", 1);
    template.resourceCountIs("AWS::Scheduler::Schedule", 2);
    const { worker }: { worker: undefined } = queues; // as its type says
    expect([worker, queues.high.worker, queues.jobs]).toEqual([undefined, undefined, ["report", "welcome"]]);
  });

  test("hides what nobody hides otherwise for six times as long as a worker does, and gives up after as many receives as fit", () => {
    const stack = aStack();
    makeQueuesOnly(stack);
    const queue = { VisibilityTimeout: 720, RedrivePolicy: { maxReceiveCount: 420 } };
    Template.fromStack(stack).resourcePropertiesCountIs("AWS::SQS::Queue", queue, 2);
  });

  test("a job may take twelve hours, and is no late one meanwhile", () => {
    const stack = aStack();
    makeQueuesOnly(stack, { jobs: [job("encode", () => {}, { timeout: "12 hours" })] });
    Template.fromStack(stack).hasResourceProperties("AWS::CloudWatch::Alarm", {
      Threshold: 12 * 3600 + 300,
      AlarmDescription: Match.stringLikeRegexp("no worker runs"),
    });
  });

  test("the jobs may be named by the module that exports them", () => {
    const queues = new JobQueues(aStack(), "Jobs", {
      workers: "none",
      entry: join(FIXTURES, "jobs.ts"),
      bundling: SOURCE,
    });
    expect(queues.jobs).toEqual(["report", "welcome"]);
  });

  test("the estimate of the cost is of the queues alone", () => {
    const stack = new Stack(anApp(), "Gazette", { env: { region: "us-east-1" } });
    makeQueuesOnly(stack);
    const [{ Properties }] = Object.values(Template.fromStack(stack).findResources("AWS::CloudWatch::Dashboard")) as [
      { Properties: { DashboardBody: unknown } },
    ];
    const body = JSON.stringify(Properties.DashboardBody);
    expect(body).toContain("SQS requests, at most");
    expect(body).not.toMatch(/Lambda|Concurrency/);
  });

  test("cdk-nag finds nothing that has no reason", () => {
    const { violations } = new AwsSolutionsChecks().validateScope(makeQueuesOnly(aStack(), { bucket: true }));
    expect(violations.map(({ ruleName }) => ruleName)).toEqual([]);
  });
});

describe("grantWork", () => {
  test("lets a role run jobs, of one priority alone where it is said", () => {
    const stack = aStack();
    const role = new Role(stack, "Pods", { assumedBy: new ServicePrincipal("pods.eks.amazonaws.com") });
    makeQueuesOnly(stack).grantWork(role, ["high"]);
    const actions = actionsOf(Template.fromStack(stack));
    const received = actions.filter((action) => action.startsWith("sqs:ReceiveMessage"));
    expect(received).toEqual([expect.stringContaining("JobsHighQueue")]);
    expect(actions.filter((action) => action.startsWith("sqs:SendMessage")).length).toBeGreaterThan(3);
  });

  test("gives a task's container the variables", () => {
    const stack = aStack();
    const task = new TaskDefinition(stack, "Task", {
      compatibility: Compatibility.FARGATE,
      cpu: "256",
      memoryMiB: "512",
    });
    task.addContainer("Main", { image: ContainerImage.fromRegistry("example") });
    makeQueuesOnly(stack).grantWork(task);
    Template.fromStack(stack).hasResourceProperties("AWS::ECS::TaskDefinition", {
      ContainerDefinitions: [
        { Environment: Match.arrayWith([{ Name: "ERRAND_HIGH_QUEUE_URL", Value: Match.anyValue() }]) },
      ],
    });
  });

  test.each([[[]], [["high", "high"]], [["urgent"]], ["high"]])("for %j is refused", (priorities) => {
    const stack = aStack();
    const role = new Role(stack, "Pods", { assumedBy: new ServicePrincipal("pods.eks.amazonaws.com") });
    const queues = makeQueuesOnly(stack);
    expect(() => queues.grantWork(role, priorities as never)).toThrow(
      'grantWork(x, priorities) must be ["high", "low"], ["high"] or ["low"], got',
    );
  });
});

describe("refused beside it", () => {
  const refusal = (
    props: Partial<JobQueuesProps<"none">>,
  ): { readonly code: ErrandErrorCode; readonly message: string } => {
    try {
      makeQueuesOnly(aStack(), props);
    } catch (error) {
      return error as never;
    }
    throw new Error("It was taken.");
  };

  test.each<[string, Partial<JobQueuesProps<"none">>, string]>([
    ["a function's options", { worker: { memorySize: 512 } }, '"worker" is of functions that run jobs'],
    ["a concurrency", { concurrency: { high: 5 } }, '"concurrency" is of functions that run jobs'],
    ["a reservation", { reserve: false }, '"reserve" is of functions that run jobs'],
    ["a batch", { queues: { low: { batchSize: 5 } } }, '"queues.low.batchSize" is of functions that run jobs'],
    ["a window", { queues: { low: { batchingWindow: Duration.seconds(5) } } }, '"queues.low.batchingWindow"'],
    [
      "neither jobs nor entry",
      { jobs: undefined } as never,
      '"entry" must be the path of the module that exports the jobs',
    ],
    [
      "an entry that isn't there",
      { entry: "/nowhere/jobs.ts" },
      "must be the file that exports the jobs, got /nowhere/jobs.ts",
    ],
  ])("%s", (_, props, message) => {
    expect(refusal(props).message).toContain(message);
  });

  test.each([
    ["without jobs", "export const a = 1;", "it must export jobs. The jobs must be a module, object or array"],
    [
      "with two jobs of one name",
      'import { job } from "errand"; export const a = job("a", () => {}); export const b = job("a", () => 1);',
      'it must export jobs. Two different jobs are called "a".',
    ],
    ["that throws", 'throw new Error("No paper.");', "it throws when it is imported:\nError: No paper."],
    [
      "that lacks one of the jobs",
      'import { job } from "errand"; export const other = job("other", () => {});',
      'it must export all of "jobs", but has nothing of report, welcome; it exports other.',
    ],
  ])("an entry %s", (_, code, message) => {
    expect(refusal({ entry: anEntry(code), bundling: SOURCE })).toMatchObject({
      code: "invalid_entry",
      message: expect.stringContaining(message),
    });
  });
});
