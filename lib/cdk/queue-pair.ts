// One priority's queue and its dead-letter queue: made as planned, or those that are there already.

import {
  Aws,
  CfnDeletionPolicy,
  type CfnResource,
  Duration,
  Fn,
  Names,
  RemovalPolicy,
  Stack,
  Token,
} from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { type IQueue, Queue, QueueEncryption, RedrivePermission } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { ErrandError } from "../core/errors.ts";
import type { Priority } from "../core/ports.ts";
import { MAXIMUM_MESSAGE_BYTES, type QueuePlan, type Topology } from "../core/topology.ts";
import type { CheckedProps } from "./job-queues-props.ts";
import { toPriorityId } from "./priority-id.ts";
import type { ExistingQueues } from "./queue-options.ts";

export interface QueuePair {
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
}

interface PairSettings {
  readonly plan: QueuePlan;
  readonly fifo: boolean;
  readonly encryptionKey: IKey | undefined;
  readonly removalPolicy: RemovalPolicy | undefined;
  /** Whether the template is to say that it is Errand's, for no function of it does. */
  readonly isNoted: boolean;
}

/** Source: SQS API reference, CreateQueue, QueueName. */
const LONGEST_NAME = 80;

/** Both priorities' queues. */
export function toPairs(
  scope: Construct,
  { queues }: Topology,
  checked: Pick<CheckedProps, "queues" | "encryptionKey" | "removalPolicy" | "workers">,
): Readonly<Record<Priority, QueuePair>> {
  const [high, low] = queues.map((plan) => {
    const { existing, fifo } = checked.queues[plan.priority];
    const id = toPriorityId(plan.priority);
    return existing === undefined
      ? makePair(scope, id, { ...checked, plan, fifo, isNoted: checked.workers === "none" })
      : importPair(scope, id, existing, fifo);
  }) as [QueuePair, QueuePair];
  return { high, low };
}

function makePair(scope: Construct, id: string, settings: PairSettings): QueuePair {
  const { plan, fifo, encryptionKey, removalPolicy, isNoted } = settings;
  const pair = new Construct(scope, id);
  const common = {
    maxMessageSizeBytes: MAXIMUM_MESSAGE_BYTES,
    enforceSSL: true,
    ...(encryptionKey === undefined
      ? { encryption: QueueEncryption.SQS_MANAGED }
      : { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }),
    // A repeat is no duplicate: what Errand sends has an id of its own in its body.
    ...(fifo ? { fifo, contentBasedDeduplication: true } : {}),
  };
  const queueName = nameOf(pair, fifo);
  const deadLetterQueue = new Queue(pair, "DeadLetterQueue", {
    ...common,
    retentionPeriod: Duration.seconds(plan.deadRetentionSeconds),
    redriveAllowPolicy: {
      redrivePermission: RedrivePermission.BY_QUEUE,
      sourceQueues: [
        Queue.fromQueueArn(pair, "Source", Stack.of(pair).formatArn({ service: "sqs", resource: queueName })),
      ],
    },
    removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN,
  });
  const queue = new Queue(pair, "Queue", {
    ...common,
    queueName,
    visibilityTimeout: Duration.seconds(plan.visibilitySeconds),
    retentionPeriod: Duration.seconds(plan.retentionSeconds),
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: plan.maxReceiveCount },
    removalPolicy: removalPolicy ?? RemovalPolicy.DESTROY,
  });
  if (removalPolicy === undefined) keepWhenReplaced(queue);
  if (isNoted) (queue.node.defaultChild as CfnResource).addMetadata("errand:priority", plan.priority);
  return { queue, deadLetterQueue };
}

/** An update that makes another queue of it, as when it becomes a FIFO queue, must not delete the jobs that wait in this one. */
function keepWhenReplaced(queue: Queue): void {
  (queue.node.defaultChild as CfnResource).cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
}

/**
 * The dead-letter queue names its source, which names it in turn: one of both needs a name that is known before it is made.
 * It ends with a part of the stack's id, so that no other stack has it, nor this one when it is made again.
 */
function nameOf(pair: Construct, fifo: boolean): string {
  const suffix = fifo ? ".fifo" : "";
  const stackPart = Fn.select(0, Fn.split("-", Fn.select(2, Fn.split("/", Aws.STACK_ID))));
  const maxLength = LONGEST_NAME - "-12345678".length - suffix.length;
  return `${Names.uniqueResourceName(pair, { maxLength, separator: "-" })}-${stackPart}${suffix}`;
}

/** @throws `ErrandError` `invalid_option` where one keeps groups' order and the other doesn't. */
function importPair(
  scope: Construct,
  id: string,
  { queueArn, deadLetterQueueArn, keyArn }: ExistingQueues,
  fifo: boolean,
): QueuePair {
  const pair = new Construct(scope, id);
  const toQueue = (name: string, arn: string): IQueue =>
    Queue.fromQueueAttributes(pair, name, {
      queueArn: arn,
      ...(keyArn === undefined ? {} : { keyArn }),
      ...(Token.isUnresolved(arn) ? { fifo } : {}), // elsewhere its name tells
    });
  const queue = toQueue("Queue", queueArn);
  const deadLetterQueue = toQueue("DeadLetterQueue", deadLetterQueueArn);
  if (queue.fifo === deadLetterQueue.fifo) return { queue, deadLetterQueue };
  throw new ErrandError(
    "invalid_option",
    `JobQueues: queues.${id.toLowerCase()}.existing: both must be FIFO queues or neither, got ${queueArn} and ${deadLetterQueueArn}. ` +
      "SQS moves no message from one kind to the other: give the queue's own dead-letter queue.",
  );
}
