// EventBridge Scheduler for tests: the engine in this process behind the real SDKs, with a queue to deliver to.

import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  SchedulerClient,
  type Target,
} from "@aws-sdk/client-scheduler";
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createEngine } from "../../lib/engine/engine.ts";
import { createRequestHandler } from "../../lib/engine/request-handler.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";

export const ROLE_ARN = "arn:aws:iam::000000000000:role/scheduler";

export function queueArn(name: string): string {
  return `arn:aws:sqs:us-east-1:000000000000:${name}`;
}

type Given = Partial<Omit<CreateScheduleCommandInput, "Target">> & { readonly Target?: Partial<Target> };

/** What a test does not care about: a schedule at once, once a minute, into the queue "jobs". */
export function aSchedule({ Target, ...given }: Given = {}): CreateScheduleCommandInput {
  return {
    Name: "tick",
    ScheduleExpression: "rate(1 minute)",
    FlexibleTimeWindow: { Mode: "OFF" },
    Target: { Arn: queueArn("jobs"), RoleArn: ROLE_ARN, Input: "<aws.scheduler.scheduled-time>", ...Target },
    ...given,
  };
}

/** Starts at 2026-01-01T12:00:00Z, with the queues "jobs" and "dead". */
export async function anEngineScheduler({ random = (): number => 0.5, slow = false } = {}) {
  const clock = createManualClock();
  let looks = 0;
  // On a slow machine time goes on within a request: by a millisecond from look to look.
  const ticking = { ...clock, now: () => clock.now() + (slow ? looks++ : 0) };
  const engine = createEngine({ clock: ticking, random });
  const options = {
    requestHandler: createRequestHandler(engine),
    endpoint: "http://localhost",
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  const scheduler = new SchedulerClient(options);
  const sqs = new SQSClient(options);
  const Attributes = { MessageRetentionPeriod: "1209600" };
  for (const QueueName of ["jobs", "dead"]) await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));

  /** Takes what is in a queue, up to ten. */
  const receive = async (name: string) => {
    const asked = {
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["All" as const],
    };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: name, ...asked }));
    for (const { ReceiptHandle } of Messages) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: name, ReceiptHandle }));
    }
    return Messages;
  };
  return {
    clock,
    engine,
    scheduler,
    sqs,
    receive,
    create: (given?: Given) => scheduler.send(new CreateScheduleCommand(aSchedule(given))),
    /** The texts in a queue, up to ten. */
    bodies: async (name: string) => (await receive(name)).map(({ Body = "" }) => Body),
  };
}
