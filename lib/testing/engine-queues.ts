// The queues' both ends on the engine, without an SDK between: posts go in batches, and each gets its answer.

import { toChunks } from "../aws/chunks.ts";
import type { Environment, QueueRole } from "../core/environment.ts";
import { ErrandError } from "../core/errors.ts";
import type { Post, Posted, Queues } from "../core/ports.ts";
import { queueUrl } from "../core/queue-url.ts";
import type { DirectClient } from "../engine/direct-client.ts";

/** @param onAcknowledged hears of each message that was acknowledged here, not by the runtime. */
export function createEngineQueues(
  sqs: DirectClient,
  environment: Environment,
  onAcknowledged: (messageId: string) => void,
): Queues {
  const sendTo = async (posts: readonly Post[], role: QueueRole): Promise<readonly Posted[]> => {
    const answers = new Map<Post, Posted>();
    for (const [url, some] of Map.groupBy(posts, ({ priority }) => queueUrl(environment, priority, role))) {
      for (const chunk of toChunks(some, ({ body }) => Buffer.byteLength(body)))
        await sendChunk(sqs, url, chunk, answers);
    }
    return posts.map(
      (post) => answers.get(post) ?? { ok: false, error: refused("no answer", "no entry for it", true) },
    );
  };
  const sendOne = async (post: Post, role: QueueRole): Promise<void> => {
    const [answer] = await sendTo([post], role);
    if (answer?.ok === false) throw answer.error;
  };
  return {
    send: (posts) => sendTo(posts, "queue"),
    retry: (post) => sendOne(post, "queue"),
    bury: (post) => sendOne(post, "dead"),
    async acknowledge(deliveries) {
      for (const { priority, receipt, messageId } of deliveries) {
        await sqs.call("DeleteMessage", { QueueUrl: queueUrl(environment, priority, "queue"), ReceiptHandle: receipt });
        onAcknowledged(messageId);
      }
    },
    async visibilitySeconds({ priority }) {
      const QueueUrl = queueUrl(environment, priority, "queue");
      const { Attributes } = await sqs.call("GetQueueAttributes", { QueueUrl, AttributeNames: ["VisibilityTimeout"] });
      return Number((Attributes as Record<string, string>)["VisibilityTimeout"]);
    },
    async hide({ priority, receipt }, seconds) {
      const target = { QueueUrl: queueUrl(environment, priority, "queue"), ReceiptHandle: receipt };
      await sqs.call("ChangeMessageVisibility", { ...target, VisibilityTimeout: seconds });
    },
  };
}

async function sendChunk(
  sqs: DirectClient,
  url: string,
  posts: readonly Post[],
  answers: Map<Post, Posted>,
): Promise<void> {
  const Entries = posts.map(({ body, delaySeconds }, index) => ({
    Id: String(index),
    MessageBody: body,
    DelaySeconds: delaySeconds,
  }));
  try {
    const result = await sqs.call("SendMessageBatch", { QueueUrl: url, Entries });
    for (const { Id } of listOf(result["Successful"])) answers.set(posts[Number(Id)] as Post, { ok: true });
    for (const entry of listOf(result["Failed"])) {
      const { Id, Code, Message } = entry;
      const isPassing = entry["SenderFault"] !== true;
      answers.set(posts[Number(Id)] as Post, { ok: false, error: refused(String(Code), String(Message), isPassing) });
    }
  } catch (error) {
    const { name, message } = error as Error;
    const { status = 500 } = error as { readonly status?: number };
    const isPassing = status >= 500 || status === 429;
    for (const post of posts) answers.set(post, { ok: false, error: refused(name, message, isPassing, error) });
  }
}

function listOf(entries: unknown): readonly Readonly<Record<string, unknown>>[] {
  return (entries ?? []) as readonly Readonly<Record<string, unknown>>[];
}

function refused(code: string, message: string, isPassing: boolean, cause?: unknown): ErrandError {
  const text = `The message was not accepted by the harness's queue: ${code}: ${message} Faults that were ordered do this; enqueue it again.`;
  return new ErrandError(isPassing ? "queue_unavailable" : "enqueue_failed", text, { cause });
}
