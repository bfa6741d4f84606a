// What a case works with: the SDK's clients of a peer with short words for what nearly every case does.

import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateQueueCommand,
  type CreateQueueCommandInput,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { Access } from "./peer.ts";

type Receive = Partial<ReceiveMessageCommandInput>;
type Attributes = Readonly<Record<string, string>>;

let names = 0;

/** A name that no other run and no other case uses. */
export function aName(): string {
  names += 1;
  return `errand-${Date.now().toString(36)}-${process.pid.toString(36)}-${names}`;
}

export type Target = ReturnType<typeof createTarget>;

export function createTarget({ sqs, scheduler, time, roleArn }: Access) {
  const leftovers: (() => Promise<unknown>)[] = [];

  const receive = async (QueueUrl: string, more: Receive = {}): Promise<Message[]> => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 0, ...more }));
    return Messages;
  };

  const target = {
    sqs,
    scheduler,
    time,
    roleArn,
    /** To be undone when the case is over, the last first; what fails then is of no interest. */
    afterwards: (undo: () => Promise<unknown>): void => void leftovers.push(undo),
    async cleanUp(): Promise<void> {
      for (const undo of leftovers.toReversed()) await undo().catch(() => {});
    },

    /** Makes a queue, standard unless its attributes say otherwise, and returns its URL. */
    async createQueue(Attributes: Attributes = {}, more: Partial<CreateQueueCommandInput> = {}): Promise<string> {
      const QueueName = aName() + (Attributes["FifoQueue"] === "true" ? ".fifo" : "");
      const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes, ...more }));
      target.afterwards(() => sqs.send(new DeleteQueueCommand({ QueueUrl })));
      return QueueUrl;
    },
    createFifoQueue: (attributes: Attributes = {}) => target.createQueue({ FifoQueue: "true", ...attributes }),
    /** A queue and the one where its messages end that were received too often. */
    async createPair(maxReceiveCount: number, attributes: Attributes = {}) {
      const fifo: Attributes = attributes["FifoQueue"] === "true" ? { FifoQueue: "true" } : {};
      const dead = await target.createQueue(fifo);
      const deadArn = await target.arnOf(dead);
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount });
      return { dead, deadArn, queue: await target.createQueue({ ...attributes, RedrivePolicy }) };
    },
    async attributesOf(QueueUrl: string): Promise<Record<string, string>> {
      const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
      return Attributes;
    },
    arnOf: async (queue: string): Promise<string> => (await target.attributesOf(queue))["QueueArn"] ?? "",
    configure: (QueueUrl: string, Attributes: Attributes) =>
      sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes })),

    send: (QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more })),
    /** Sends bodies in batches of ten; in a group, where one is named. */
    async sendMany(QueueUrl: string, bodies: readonly string[], MessageGroupId?: string): Promise<void> {
      for (let from = 0; from < bodies.length; from += 10) {
        const Entries = bodies.slice(from, from + 10).map((MessageBody, n) => ({
          Id: String(n),
          MessageBody,
          ...(MessageGroupId !== undefined && { MessageGroupId }),
        }));
        await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      }
    },

    /** One receive, which does not wait unless told to. */
    receive,
    /** The one message that must come. */
    async receiveOne(queue: string, more: Receive = {}): Promise<Message> {
      const [message] = await target.collect(queue, 1, { MaxNumberOfMessages: 1, ...more });
      if (message === undefined) throw new Error(`Expected a message in ${queue}, got none.`);
      return message;
    },
    /** Receives until `count` messages are there, or none come any more. */
    async collect(queue: string, count: number, more: Receive = {}): Promise<Message[]> {
      const messages: Message[] = [];
      const until = Date.now() + time.patienceSeconds * 1_000;
      for (;;) {
        const MaxNumberOfMessages = Math.min(10, count - messages.length);
        const WaitTimeSeconds = Math.min(time.patienceSeconds, 5);
        const came = await receive(queue, { MaxNumberOfMessages, WaitTimeSeconds, ...more });
        messages.push(...came);
        if (messages.length >= count) return messages;
        if (came.length === 0 && (time.movable || Date.now() >= until)) return messages;
      }
    },
    bodies: async (queue: string, count: number, more: Receive = {}) =>
      (await target.collect(queue, count, more)).map(({ Body }) => Body),

    /** Lets time pass until what waits for it, a long poll for instance, is over. */
    async during<Result>(seconds: number, waiting: Promise<Result>): Promise<Result> {
      if (time.movable) await time.pass(seconds);
      return await waiting;
    },
    /** Waits until something is so, as long as it may take. */
    async eventually(check: () => Promise<void>): Promise<void> {
      const until = Date.now() + time.patienceSeconds * 1_000;
      for (;;) {
        const failure = await check().then(
          () => undefined,
          (error: unknown) => ({ error }),
        );
        if (failure === undefined) return;
        if (Date.now() >= until) throw failure.error;
        await sleep(100);
      }
    },
    /** Expects counters to be [ready, in flight, delayed]. */
    async expectCounts(queue: string, counts: readonly [number, number, number]): Promise<void> {
      await target.eventually(async () => {
        const attributes = await target.attributesOf(queue);
        const names = ["", "NotVisible", "Delayed"].map((state) => `ApproximateNumberOfMessages${state}`);
        expect(names.map((name) => Number(attributes[name]))).toEqual(counts);
      });
    },
  };
  return target;
}
