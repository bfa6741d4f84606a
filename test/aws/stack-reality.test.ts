import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { CreateScheduleCommand, CreateScheduleGroupCommand, DeleteScheduleCommand } from "@aws-sdk/client-scheduler";
import { CreateQueueCommand, DeleteQueueCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createReality } from "../../lib/aws/stack-reality.ts";
import { examine } from "../../lib/doctor/doctor.ts";
import { driftOf, keysOf } from "../../lib/doctor/drift.ts";
import { readTemplates } from "../../lib/doctor/template.ts";
import type { SdkRequestHandler } from "../../lib/engine/request-handler.ts";
import { anEngineScheduler, queueArn, ROLE_ARN } from "../support/engine-scheduler.ts";
import { errandTemplate } from "../support/errand-template.ts";

const QUEUES = ["HighQueue", "HighDead", "LowQueue", "LowDead"] as const;
const url = (name: string): string => `http://localhost/000000000000/${name}`;

/** Lambda's answers, by the end of the path: what a function and its mappings are, or a status and an error's name. */
type LambdaAnswers = Readonly<Record<string, object>>;

const WORKER: LambdaAnswers = {
  "/configuration": {
    FunctionName: "worker",
    Timeout: 60,
    MemorySize: 128,
    Runtime: "nodejs24.x",
    Handler: "index.handler",
    Architectures: ["x86_64"],
    LoggingConfig: { LogGroup: "worker-log", LogFormat: "Text" },
    Environment: {
      Variables: {
        ERRAND_HIGH_QUEUE_URL: url("HighQueue"),
        ERRAND_HIGH_DEAD_QUEUE_URL: url("HighDead"),
        ERRAND_LOW_QUEUE_URL: url("LowQueue"),
        ERRAND_LOW_DEAD_QUEUE_URL: url("LowDead"),
      },
    },
  },
  "/concurrency": { ReservedConcurrentExecutions: 20 },
  "/recursion-config": { RecursiveLoop: "Allow" },
  "/event-source-mappings": {
    EventSourceMappings: ["High", "Low"].map((priority) => ({
      UUID: `uuid-${priority}`,
      EventSourceArn: queueArn(`${priority}Queue`),
      FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:worker",
      State: "Enabled",
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 10 },
    })),
  },
};

function aLambda(answers: LambdaAnswers): LambdaClient {
  const requestHandler: SdkRequestHandler = {
    async handle({ path }) {
      const [, answer = {}] = Object.entries(answers).find(([end]) => path.replace(/\/$/, "").endsWith(end)) ?? [];
      const error = "error" in answer ? String(answer.error) : undefined;
      const headers: Record<string, string> = { "content-type": "application/json" };
      if (error !== undefined) headers["x-amzn-errortype"] = error;
      const statusCode = "status" in answer ? Number(answer.status) : 200;
      return { response: { statusCode, headers, body: new TextEncoder().encode(JSON.stringify(answer)) } };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return new LambdaClient({
    requestHandler,
    endpoint: "http://localhost",
    region: "us-east-1",
    credentials,
    maxAttempts: 1,
  });
}

/** The right template as a stack, deployed to the engine, and what is found there. */
async function aStack(answers: LambdaAnswers = WORKER) {
  const template = errandTemplate((resources) => {
    resources["Group"] = { Type: "AWS::Scheduler::ScheduleGroup", Properties: {} };
    resources["Nightly"].Properties.GroupName = { Ref: "Group" };
    resources["Nightly"].Properties.Target.RoleArn = ROLE_ARN;
    for (const id of QUEUES) {
      const { Properties } = resources[id];
      Properties.QueueName = id;
      if (Properties.RedriveAllowPolicy === undefined) continue;
      Properties.RedriveAllowPolicy.sourceQueueArns = [queueArn(id.replace("Dead", "Queue"))];
    }
  });
  const { sqs, scheduler } = await anEngineScheduler();
  for (const id of QUEUES.toReversed()) {
    const {
      VisibilityTimeout = 30,
      MessageRetentionPeriod,
      RedrivePolicy,
      RedriveAllowPolicy,
    } = template.Resources[id].Properties;
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      ...template.Resources[`${id}Policy`].Properties.PolicyDocument,
    });
    const redrive = RedrivePolicy && { ...RedrivePolicy, deadLetterTargetArn: queueArn(id.replace("Queue", "Dead")) };
    const Attributes = {
      VisibilityTimeout: String(VisibilityTimeout),
      MessageRetentionPeriod: String(MessageRetentionPeriod),
      Policy,
      ...(redrive && { RedrivePolicy: JSON.stringify(redrive) }),
      ...(RedriveAllowPolicy && { RedriveAllowPolicy: JSON.stringify(RedriveAllowPolicy) }),
    };
    await sqs.send(new CreateQueueCommand({ QueueName: id, Attributes }));
  }
  await scheduler.send(new CreateScheduleGroupCommand({ Name: "group" }));
  await scheduler.send(
    new CreateScheduleCommand({
      Name: "nightly",
      GroupName: "group",
      ScheduleExpression: "cron(0 3 * * ? *)",
      ScheduleExpressionTimezone: "Europe/Berlin",
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: { Arn: queueArn("LowQueue"), RoleArn: ROLE_ARN, DeadLetterConfig: { Arn: queueArn("LowDead") } },
    }),
  );
  const names = { WorkerLog: "worker-log", Nightly: "nightly", Group: "group" };
  const refs = { ...names, HighMapping: "uuid-High", LowMapping: "uuid-Low" };
  const physicalIds = new Map([
    ...Object.entries({ ...refs, Worker: "worker" }),
    ...QUEUES.map((id) => [id, url(id)] as const),
  ]);
  const clients = { sqs, scheduler, lambda: aLambda(answers), cloudFormation: new CloudFormationClient({}) };
  const stack = { template, physicalIds, refs, clients } as unknown as Parameters<typeof createReality>[0];
  const examined = async (known: ReadonlySet<string> = new Set(QUEUES)) => {
    const before = readTemplates([{ name: "Jobs", template, refs }]);
    const ids = new Set([...keysOf(before)].map((key) => key.replace("Jobs#", "")));
    const reality = await createReality(stack)(ids, known);
    const after = readTemplates([{ name: "Jobs", refs, template: reality.template }]);
    return {
      rules: examine(after).map(({ rule, resource }) => `${rule} ${resource}`),
      drift: driftOf(before, after).map(
        (one) => `${one.resource} ${one.property}: ${one.inTemplate}, ${one.inReality}`,
      ),
      notices: reality.notices,
    };
  };
  return { sqs, scheduler, examined };
}

test("a stack that is as its template says: nothing is found, nothing has drifted", async () => {
  const { examined } = await aStack();
  expect(await examined()).toEqual({ rules: [], drift: [], notices: [] });
});

test("what somebody changed by hand is judged, and told", async () => {
  const { sqs, scheduler, examined } = await aStack();
  const Attributes = { VisibilityTimeout: "30", SqsManagedSseEnabled: "false", Policy: "" };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url("LowQueue"), Attributes }));
  await scheduler.send(new DeleteScheduleCommand({ Name: "nightly", GroupName: "group" }));
  expect(await examined()).toEqual({
    rules: ["visibility-timeout LowQueue", "queue-encryption LowQueue", "queue-tls LowQueue"],
    drift: [
      "LowQueue Properties.VisibilityTimeout: 360, 30",
      "LowQueue Properties.SqsManagedSseEnabled: true, false",
      "LowQueue policy that requires TLS: true, false",
      "Nightly : there, gone",
    ],
    notices: [],
  });
});

test("a queue that is gone is told as gone", async () => {
  const { sqs, examined } = await aStack();
  await sqs.send(new DeleteQueueCommand({ QueueUrl: url("HighDead") }));
  expect((await examined()).drift).toContain("HighDead : there, gone");
});

test("what an endpoint doesn't know is not judged, and that is said", async () => {
  const { examined } = await aStack({
    ...WORKER,
    "/recursion-config": { status: 501, error: "NotImplementedException", message: "not built" },
    "/event-source-mappings": { status: 400, error: "UnknownOperationException", message: "?" },
  });
  expect(await examined()).toEqual({
    rules: [],
    drift: [],
    notices: [
      "The recursive loop of Worker is not known, and not judged: the endpoint can't say it (NotImplementedException: not built).",
      "The event source mappings are taken from the template: the endpoint can't list them (UnknownOperationException: ?).",
    ],
  });
});

test("what is refused is an error: nobody is told that all is well where nobody may look", async () => {
  const { examined } = await aStack({
    ...WORKER,
    "/recursion-config": { status: 403, error: "AccessDeniedException", message: "not for you" },
  });
  await expect(examined()).rejects.toThrow(
    "Lambda GetFunctionRecursionConfig of Worker failed: AccessDeniedException: not for you. Check the name, the region",
  );
});

test("a mapping that somebody added is told, and judged", async () => {
  const added = {
    UUID: "uuid-added",
    EventSourceArn: queueArn("LowQueue"),
    FunctionArn: "arn:aws:lambda:x:0:function:other",
  };
  const { EventSourceMappings = [] } = WORKER["/event-source-mappings"] as { EventSourceMappings?: object[] };
  const { examined } = await aStack({
    ...WORKER,
    "/event-source-mappings": { EventSourceMappings: [...EventSourceMappings, added] },
  });
  const { rules, drift } = await examined();
  expect(drift).toEqual(["(mapping uuid-added) : not there, there"]);
  expect(rules).toContain("report-batch-item-failures (mapping uuid-added)");
});

test("a queue that the variables name and the stack doesn't have is judged as well", async () => {
  const { sqs, examined } = await aStack({
    ...WORKER,
    "/configuration": {
      ...WORKER["/configuration"],
      Environment: { Variables: { ERRAND_HIGH_QUEUE_URL: url("jobs") } },
    },
  });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url("jobs"), Attributes: { DelaySeconds: "5" } }));
  const { rules, drift } = await examined();
  expect(rules).toContain("queue-delay (queue jobs)");
  expect(drift.filter((line) => line.startsWith("(queue"))).toEqual([]);
});
