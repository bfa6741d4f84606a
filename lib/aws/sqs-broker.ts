// The Broker on SQS: batches by count and bytes, and what SQS refuses entry by entry is tried again, then reported.

import type { SQSClient } from "@aws-sdk/client-sqs";
import { systemClock } from "../core/clock.ts";
import type { Environment, QueueRole } from "../core/environment.ts";
import { ErrandError, isErrandError } from "../core/errors.ts";
import type { Broker, Clock, Post, Posted } from "../core/ports.ts";
import { queueUrl } from "../core/queue-url.ts";
import { sideBySide } from "../core/side-by-side.ts";
import { toChunks } from "./chunks.ts";
import { groupOfJob } from "./fifo-group.ts";
import { isUnavailable } from "./unavailable.ts";

/** Requests under way at once. */
const CONCURRENCY = 8;

/** How often an entry is tried that SQS refused through no fault of its own, the first time included. */
const TRIES = 4;

/** The wait before the second try, doubled before each further one. */
const FIRST_WAIT_MILLISECONDS = 100;

/** A queue that the environment doesn't name is refused when something is to be sent to it. */
export function createSqsBroker(client: SQSClient, environment: Environment, clock: Clock = systemClock): Broker {
  const sendTo = async (posts: readonly Post[], role: QueueRole): Promise<readonly Posted[]> => {
    const byUrl = Map.groupBy(posts, ({ priority }) => queueUrl(environment, priority, role));
    const answers = new Map<Post, Posted>();
    for (const [url, some] of byUrl) {
      const chunks = toChunks(some, ({ body }) => Buffer.byteLength(body));
      const send = (chunk: readonly Post[]) => sendChunk(client, url, chunk, answers, clock);
      if (isFifo(url)) await inOrder(chunks, send, answers);
      else await sideBySide(chunks, CONCURRENCY, send);
    }
    return posts.map((post) => answers.get(post) ?? UNMENTIONED);
  };
  const sendOne = async (post: Post, role: QueueRole): Promise<void> => {
    const [answer] = await sendTo([post], role);
    if (answer?.ok === false) throw answer.error;
  };
  return {
    send: (posts) => sendTo(posts, "queue"),
    retry: (post) => sendOne(post, "queue"),
    bury: (post) => sendOne(post, "dead"),
  };
}

/** Requests that are under way together may overtake each other; and what comes after one that failed waits for it. */
async function inOrder(
  chunks: readonly (readonly Post[])[],
  send: (chunk: readonly Post[]) => Promise<void>,
  answers: Map<Post, Posted>,
): Promise<void> {
  for (const [index, chunk] of chunks.entries()) {
    await send(chunk);
    const failed = chunk.map((post) => answers.get(post)).find((answer) => answer?.ok === false);
    if (failed?.ok !== false) continue;
    const message = `Not sent, for one before it was not accepted, and a FIFO queue keeps their order. ${failed.error.message}`;
    const code = isErrandError(failed.error, "queue_unavailable") ? "queue_unavailable" : "enqueue_failed";
    const untried: Posted = { ok: false, error: new ErrandError(code, message, { cause: failed.error }) };
    for (const post of chunks.slice(index + 1).flat()) answers.set(post, untried);
    return;
  }
}

function isFifo(url: string): boolean {
  return url.endsWith(".fifo");
}

const UNMENTIONED = refused("SQS", "no answer", "the response did not mention it", {
  cause: new Error("unmentioned entry"),
  isPassing: true,
});

/** Sends one chunk and notes each entry's answer; entries that SQS failed itself are tried again. */
async function sendChunk(
  client: SQSClient,
  url: string,
  chunk: readonly Post[],
  answers: Map<Post, Posted>,
  clock: Clock,
): Promise<void> {
  let left = chunk;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const failed = await sendOnce(client, url, left, answers);
    if (attempt >= TRIES) return;
    left = failed;
    if (left.length > 0) await pause(clock, FIRST_WAIT_MILLISECONDS * 2 ** (attempt - 1));
  }
}

/** @returns the entries worth another try: SQS says that they failed, and that it was not the sender's fault. */
async function sendOnce(
  client: SQSClient,
  url: string,
  posts: readonly Post[],
  answers: Map<Post, Posted>,
): Promise<readonly Post[]> {
  const entries = posts.map(({ body, delaySeconds, group }, index) => ({
    Id: String(index),
    MessageBody: body,
    ...(isFifo(url)
      ? { MessageGroupId: group ?? groupOfJob(body), MessageDeduplicationId: crypto.randomUUID() }
      : { DelaySeconds: delaySeconds }),
  }));
  try {
    const { SendMessageBatchCommand } = await import("@aws-sdk/client-sqs");
    const result = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }));
    const again: Post[] = [];
    for (const { Id } of result.Successful ?? []) answers.set(posts[Number(Id)] as Post, { ok: true });
    for (const { Id, Code, Message, SenderFault } of result.Failed ?? []) {
      const post = posts[Number(Id)] as Post;
      answers.set(post, refused(url, Code ?? "unknown", Message ?? "no message", { isPassing: !SenderFault }));
      if (!SenderFault) again.push(post);
    }
    return again;
  } catch (error) {
    // The SDK has tried a failed request three times already.
    const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
    const why = { cause: error, isPassing: isUnavailable(error) };
    for (const post of posts) answers.set(post, refused(url, name, message, why));
    return [];
  }
}

interface Why {
  /** The SDK's error, when the whole request failed: then the answer may have been lost after the effect. */
  readonly cause?: unknown;
  /** Whether waiting may mend it. */
  readonly isPassing: boolean;
}

function refused(url: string, code: string, message: string, { cause, isPassing }: Why): Posted {
  const consequence =
    cause === undefined
      ? "It is not enqueued; mend the cause and enqueue it again."
      : "Unless only the answer was lost, it is not enqueued; mend the cause and enqueue it again if it may run twice.";
  const text = `The message was not accepted by ${url}: ${code}: ${message.replace(/\.$/, "")}. ${consequence}`;
  return { ok: false, error: new ErrandError(isPassing ? "queue_unavailable" : "enqueue_failed", text, { cause }) };
}

function pause(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => void clock.after(milliseconds, resolve));
}
