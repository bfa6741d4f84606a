// Sends to an engine that is killed in the midst of it, again and again, and counts what it had answered and lost.

import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { startEngineProcess } from "./engine-process.ts";

export interface KillReport {
  readonly kills: number;
  /** Messages whose send was answered with success. */
  readonly answered: number;
  /** Of these, how many could not be received afterwards. */
  readonly lost: number;
  /** Messages that came although their deletion had been answered. */
  readonly risen: number;
}

/** @param perRound answered sends after which the engine is killed, while others are under way. */
export async function killRounds(folder: string, kills: number, perRound: number): Promise<KillReport> {
  const answered = new Set<string>();
  const deleted = new Set<string>();
  const maybeDeleted = new Set<string>(); // asked for, but the answer did not come
  const risen = new Set<string>();

  /** Receives up to ten and deletes them; false when there was none. */
  async function clear(sqs: SQSClient, url: string): Promise<boolean> {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
    const ids = Messages.map(({ MessageId = "" }) => MessageId);
    for (const id of ids) {
      if (deleted.has(id)) risen.add(id);
      maybeDeleted.delete(id); // it has come again: what was asked before had no effect
    }
    if (ids.length === 0) return false;
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    for (const id of ids) maybeDeleted.add(id);
    const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
    const failed = new Set(Failed.map(({ Id }) => ids[Number(Id)]));
    for (const id of ids) {
      maybeDeleted.delete(id);
      if (!failed.has(id)) deleted.add(id);
    }
    return true;
  }

  for (let round = 1; round <= kills; round += 1) {
    const engine = await startEngineProcess(folder);
    const url = await makeQueue(engine.sqs);
    const before = answered.size;
    const enough = Promise.withResolvers<void>();
    const sending = async (lane: number): Promise<never> => {
      for (let turn = 0; ; turn += 1) {
        for (const id of await sendTen(engine.sqs, url, `${round}-${lane}-${turn}`)) answered.add(id);
        if (answered.size - before >= perRound) enough.resolve();
        if (lane === 0 && turn % 3 === 2) await clear(engine.sqs, url);
      }
    };
    const ended = Promise.allSettled([0, 1, 2, 3].map(sending)); // each ends with its connection's error
    await Promise.race([enough.promise, ended]);
    await engine.kill();
    await ended;
  }

  const engine = await startEngineProcess(folder);
  const url = await makeQueue(engine.sqs);
  while (await clear(engine.sqs, url));
  await engine.kill();
  const lost = [...answered].filter((id) => !deleted.has(id) && !maybeDeleted.has(id)).length;
  return { kills, answered: answered.size, lost, risen: risen.size };
}

/** What a kill leaves in flight comes back at once: nobody else receives meanwhile. */
async function makeQueue(sqs: SQSClient): Promise<string> {
  const { QueueUrl = "" } = await sqs.send(
    new CreateQueueCommand({ QueueName: "kept", Attributes: { VisibilityTimeout: "0" } }),
  );
  return QueueUrl;
}

async function sendTen(sqs: SQSClient, QueueUrl: string, name: string): Promise<readonly string[]> {
  const Entries = Array.from({ length: 10 }, (_, index) => ({
    Id: String(index),
    MessageBody: `${name}-${index} ${"x".repeat(190)}`,
  }));
  const { Successful = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  return Successful.map(({ MessageId = "" }) => MessageId);
}
