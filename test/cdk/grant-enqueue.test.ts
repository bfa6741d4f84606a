import type { Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { ContainerImage, FargateTaskDefinition } from "aws-cdk-lib/aws-ecs";
import { User } from "aws-cdk-lib/aws-iam";
import { Alias, Code, Function as LambdaFunction, Runtime, SingletonFunction } from "aws-cdk-lib/aws-lambda";
import type { Enqueuer } from "errand/cdk";
import { expect, test } from "vitest";
import { aStack, makeQueues } from "./synth.ts";

const aFunction = (stack: Stack): LambdaFunction =>
  new LambdaFunction(stack, "Web", {
    runtime: Runtime.NODEJS_24_X,
    handler: "index.handler",
    code: Code.fromInline("export const handler = () => {};"),
  });

/** The statements that stand in policies of this name's role or user, as `action` and what it is for. */
function permissionsOf(template: Template, name: string): readonly string[] {
  const policies = Object.entries(template.findResources("AWS::IAM::Policy")).filter(([id]) => id.startsWith(name));
  return policies
    .flatMap(([, policy]) => policy["Properties"].PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) => [Action].flat().map((action) => `${action} on ${JSON.stringify(Resource)}`));
}

const ENQUEUER = [
  /^sqs:SendMessage on .*JobsHighQueue/,
  /^sqs:GetQueueAttributes on .*JobsHighQueue/,
  /^sqs:SendMessage on .*JobsLowQueue/,
  /^sqs:GetQueueAttributes on .*JobsLowQueue/,
  /^scheduler:CreateSchedule on .*:schedule\/.*JobsSchedulesGroup.*\/\*/,
  /^scheduler:UpdateSchedule on/,
  /^scheduler:GetSchedule on/,
  /^scheduler:DeleteSchedule on/,
  /^iam:PassRole on .*JobsSchedulesRole/,
];

function expectEnqueuer(template: Template, name: string): void {
  const permissions = permissionsOf(template, name);
  expect(permissions).toHaveLength(ENQUEUER.length);
  for (const [index, pattern] of ENQUEUER.entries()) expect(permissions[index]).toMatch(pattern);
}

test("a function gets the least permissions that enqueue, and the variables", () => {
  const stack = aStack();
  const web = aFunction(stack);
  const queues = makeQueues(stack);
  queues.grantEnqueue(web);
  const template = Template.fromStack(stack);
  expectEnqueuer(template, "WebServiceRole");
  template.hasResourceProperties("AWS::Lambda::Function", {
    Handler: "index.handler",
    Environment: { Variables: { ...stack.resolve(queues.environment), NODE_OPTIONS: Match.absent() } },
  });
});

test("a task gets them in its default container", () => {
  const stack = aStack();
  const task = new FargateTaskDefinition(stack, "Task");
  task.addContainer("Web", { image: ContainerImage.fromRegistry("web") });
  const queues = makeQueues(stack);
  queues.grantEnqueue(task);
  const template = Template.fromStack(stack);
  expectEnqueuer(template, "TaskTaskRole");
  const environment = Object.entries(stack.resolve(queues.environment)).map(([Name, Value]) => ({ Name, Value }));
  template.hasResourceProperties("AWS::ECS::TaskDefinition", {
    ContainerDefinitions: [Match.objectLike({ Environment: Match.arrayWith(environment) })],
  });
});

test("a user gets the permissions", () => {
  const stack = aStack();
  makeQueues(stack).grantEnqueue(new User(stack, "Ann"));
  expectEnqueuer(Template.fromStack(stack), "Ann");
});

test("granted twice is granted once; into the queues of two, a function can't", () => {
  const stack = aStack();
  const web = aFunction(stack);
  const mail = makeQueues(stack, {}, "Mail");
  mail.grantEnqueue(web);
  mail.grantEnqueue(web);
  expect(() => makeQueues(stack, {}, "Pictures").grantEnqueue(web)).toThrow(
    "grantEnqueue: Gazette/Web enqueues into Gazette/Mail already, and can't into Gazette/Pictures",
  );
});

test("nor can the worker of one enqueue into the other's, and lose its own", () => {
  const stack = aStack();
  const mail = makeQueues(stack, {}, "Mail");
  expect(() => makeQueues(stack, {}, "Pictures").grantEnqueue(mail.worker)).toThrow(
    "enqueues into Gazette/Mail already",
  );
});

test("who looks after the dead reads and deletes them, and sends them back", () => {
  const stack = aStack();
  const ann = new User(stack, "Ann");
  const queues = makeQueues(stack);
  queues.grantDeadJobs(ann);
  queues.grantListSchedules(ann);
  expect(
    permissionsOf(Template.fromStack(stack), "Ann").map((one) => one.replace(/"Fn::GetAtt"|[^A-Za-z: *]/g, "")),
  ).toEqual([
    ...["High", "Low"].flatMap((priority) => [
      ...["ReceiveMessage", "ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes"].map((action) =>
        expect.stringMatching(new RegExp(`^sqs:${action} on .*Jobs${priority}DeadLetterQueue`)),
      ),
      expect.stringMatching(new RegExp(`^sqs:SendMessage on .*Jobs${priority}Queue`)),
    ]),
    "scheduler:ListSchedules on *",
    expect.stringMatching(/^scheduler:GetSchedule on .*JobsSchedulesGroup/), // a list has no arguments in it
  ]);
});

test("high, low and worker are there to be extended", () => {
  const stack = aStack();
  const { high, low, worker } = makeQueues(stack, { workers: "per-priority" });
  expect(high.worker).toBe(worker);
  expect(low.worker).not.toBe(worker);
  high.queue.metricApproximateAgeOfOldestMessage();
  low.deadLetterQueue.grantPurge(new User(stack, "Ann"));
  worker.addEnvironment("MORE", "1");
  Template.fromStack(stack).hasResourceProperties("AWS::Lambda::Function", {
    Environment: { Variables: Match.objectLike({ MORE: "1" }) },
  });
});

test.each<[string, (stack: Stack) => Enqueuer]>([
  [
    "an alias",
    (stack) => new Alias(stack, "Live", { aliasName: "live", version: aFunction(stack).currentVersion as never }),
  ],
  ["a version", (stack) => aFunction(stack).currentVersion],
  [
    "a function that is one for all stacks",
    (stack) =>
      new SingletonFunction(stack, "Web", {
        uuid: "web",
        runtime: Runtime.NODEJS_24_X,
        handler: "index.handler",
        code: Code.fromInline("export const handler = () => {};"),
      }),
  ],
])("%s gives the variables to the function behind it", (_, make) => {
  const stack = aStack();
  const enqueuer = make(stack);
  const queues = makeQueues(stack);
  queues.grantEnqueue(enqueuer);
  Template.fromStack(stack).hasResourceProperties("AWS::Lambda::Function", {
    Handler: "index.handler",
    Environment: { Variables: { ...stack.resolve(queues.environment), NODE_OPTIONS: Match.absent() } },
  });
});

test("a function that was imported without its role, and what is no construct, can be given nothing", () => {
  const stack = aStack();
  const queues = makeQueues(stack);
  const arn = "arn:aws:lambda:eu-central-1:111122223333:function:web";
  expect(() => queues.grantEnqueue(LambdaFunction.fromFunctionArn(stack, "Web", arn))).toThrow(
    "grantEnqueue: the function Gazette/Web must have a role that gets the permissions, and was imported without one.",
  );
  expect(() => queues.grantEnqueue("web" as never)).toThrow(
    'grantEnqueue(x): x must be a function, a container, a task, a role or a user, got "web".',
  );
});
