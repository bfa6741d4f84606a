// Dead jobs for tests: buried by Errand, given up by SQS, or put there by anybody, on the engine behind the real SDK.

import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { SQS_LIMITS } from "../../lib/aws/limits.ts";
import { createSqsBroker } from "../../lib/aws/sqs-broker.ts";
import { createSqsInbox } from "../../lib/aws/sqs-inbox.ts";
import { createSqsInspector } from "../../lib/aws/sqs-inspector.ts";
import { createClient } from "../../lib/core/client.ts";
import { deadJobs } from "../../lib/core/dead-client.ts";
import { toDeadLetter } from "../../lib/core/dead-letter.ts";
import type { Envelope } from "../../lib/core/envelope.ts";
import type { Environment } from "../../lib/core/environment.ts";
import type { DeadReason, ErrorRecord } from "../../lib/core/events.ts";
import type { Inspector } from "../../lib/core/inspector.ts";
import { open } from "../../lib/core/open.ts";
import type { Broker, Priority } from "../../lib/core/ports.ts";
import { type ManualClock, settle } from "../../lib/testing/manual-clock.ts";
import { aDelivery } from "./deliveries.ts";
import { anEngineSqs } from "./engine-sqs.ts";

export interface Death {
  readonly reason?: DeadReason;
  readonly error?: ErrorRecord;
  /** Fields of the message, in place of the usual ones; a text is a body that could not be read. */
  readonly message?: Partial<Envelope> | string;
  readonly attempts?: number;
  readonly priority?: Priority;
  /** The queue that it came from; the one of its priority where none is given. */
  readonly from?: string;
}

/** The text that Errand buries. */
export function aDeadBody(death: Death, now: number): string {
  const { reason = "attempts_exhausted", error = { name: "Error", message: "no luck" }, message = {} } = death;
  const { attempts = 8, priority = "low", from = `arn:aws:sqs:us-east-1:000000000000:errand-${priority}` } = death;
  const usual = { function: "send", args: [1], attempt: attempts, priority };
  const body = typeof message === "string" ? message : JSON.stringify({ ...usual, ...message });
  const delivery = aDelivery(body, { queue: from, priority, sentAt: now, messageId: crypto.randomUUID() });
  const opened = open(delivery);
  const envelope = opened.ok ? opened.envelope : undefined;
  return toDeadLetter({ reason, error, delivery, now, envelope, attempts }, SQS_LIMITS).body;
}

/** Lets time pass while `work` waits for it, from timer to timer, never far. */
export async function passing<Result>(clock: ManualClock, work: Promise<Result>): Promise<Result> {
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  over.catch(() => {});
  while (!isOver) {
    await settle();
    const next = clock.nextAt();
    if (!isOver && next !== undefined && next - clock.now() <= 15_000) clock.fireNext();
  }
  return over;
}

/** Both pairs of queues on the engine, and what looks after the dead in them. */
export async function anEngineWithDead(
  changes: (
    sqs: SQSClient,
    environment: Environment,
  ) => {
    readonly broker?: Partial<Broker>;
    readonly inspector?: Partial<Inspector>;
  } = () => ({}),
) {
  const { clock, client: sqs, environment, pairs } = await anEngineSqs();
  const { broker, inspector } = changes(sqs, environment);
  const client = createClient(
    { mode: "sqs" },
    {
      connect: async () => ({
        ...createSqsBroker(sqs, environment, clock),
        ...createSqsInbox(sqs, environment),
        ...broker,
      }),
      inspect: async () => ({ ...createSqsInspector(sqs, environment), ...inspector }),
      environment,
      limits: SQS_LIMITS,
      clock,
      random: () => 0.5,
      loadListener: () => Promise.reject(new Error("no job runs here")),
    },
  );
  const send = async (QueueUrl: string, MessageBody: string): Promise<string> =>
    (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))).MessageId ?? "";
  const texts = async (QueueUrl: string): Promise<readonly string[]> => {
    const all: string[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      all.push(...Messages.map(({ Body = "" }) => Body));
      if (Messages.length === 0) return all;
    }
  };
  return {
    clock,
    sqs,
    pairs,
    environment,
    dead: deadJobs(client),
    bury: (death: Death = {}) => send(pairs[death.priority ?? "low"].deadUrl, aDeadBody(death, clock.now())),
    put: (body: string, priority: Priority = "low") => send(pairs[priority].deadUrl, body),
    /** Has SQS itself give a message up: it is received until it is moved. */
    async giveUp(body: string, priority: Priority = "low"): Promise<void> {
      const { url: QueueUrl, deadUrl } = pairs[priority];
      const arns = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: deadUrl, AttributeNames: ["QueueArn"] }));
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arns.Attributes?.QueueArn, maxReceiveCount: 1 });
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }));
      await send(QueueUrl, body);
      for (let receives = 0; receives < 2; receives += 1)
        await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }));
    },
    passing: <Result>(work: Promise<Result>) => passing(clock, work),
    /** The messages waiting in a queue, read as JSON; they are in flight afterwards. */
    waiting: async (priority: Priority = "low"): Promise<readonly Record<string, unknown>[]> =>
      (await texts(pairs[priority].url)).map((body) => JSON.parse(body)),
    /** The texts waiting in a queue, and those in its dead-letter queue that are not in anybody's hand. */
    texts: (priority: Priority = "low") => texts(pairs[priority].url),
    deadTexts: (priority: Priority = "low") => texts(pairs[priority].deadUrl),
  };
}
