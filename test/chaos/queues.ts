// The queues of a chaos run, looked at directly: until nothing is left in them, and what lies among the dead.

import { setTimeout as pause } from "node:timers/promises";
import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { countMessages } from "../../lib/aws/queues.ts";
import { createSqsClient } from "../../lib/aws/sqs-client.ts";
import { queueVariable } from "../../lib/core/environment.ts";
import type { DeadLetter } from "./ends.ts";

const PRIORITIES = ["high", "low"] as const;
const LOOK_EVERY_MS = 500;

/** A message may be between two queues when they are counted: only several empty looks in a row are believed. */
const EMPTY_LOOKS = 4;

export interface Queues {
  /** Waits until nothing waits, is delayed or runs; false when that takes longer. */
  untilEmpty(seconds: number): Promise<boolean>;
  /** Takes every message out of the dead-letter queues. */
  takeDead(): Promise<readonly DeadLetter[]>;
  close(): void;
}

/** @param environment as a runner prints it. */
export async function openQueues(environment: Readonly<Record<string, string>>): Promise<Queues> {
  const sqs = await createSqsClient(environment);
  const url = (priority: "high" | "low", role: "queue" | "dead") => environment[queueVariable(priority, role)] ?? "";
  const countLeft = async (): Promise<number> => {
    const counts = PRIORITIES.map(async (priority) => {
      const pair = { url: url(priority, "queue"), deadUrl: url(priority, "dead"), arn: "" };
      const { waiting, delayed, inFlight } = await countMessages(sqs, pair);
      return waiting + delayed + inFlight;
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  };
  return {
    async untilEmpty(seconds) {
      const until = performance.now() + seconds * 1000;
      for (let empty = 0; empty < EMPTY_LOOKS; await pause(LOOK_EVERY_MS)) {
        if (performance.now() > until) return false;
        empty = (await countLeft()) === 0 ? empty + 1 : 0;
      }
      return true;
    },
    async takeDead() {
      const bodies = await Promise.all(PRIORITIES.map((priority) => takeAll(sqs, url(priority, "dead"))));
      return bodies.flat().map(toDeadLetter);
    },
    close: () => sqs.destroy(),
  };
}

async function takeAll(sqs: SQSClient, QueueUrl: string): Promise<readonly string[]> {
  const bodies: string[] = [];
  for (;;) {
    const asked = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(asked));
    if (Messages.length === 0) return bodies;
    for (const { Body = "", ReceiptHandle } of Messages) {
      bodies.push(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

function toDeadLetter(body: string): DeadLetter {
  const { args, dead } = JSON.parse(body) as { args: readonly [number]; dead?: { reason?: string } };
  return { number: args[0], reason: dead?.reason };
}
