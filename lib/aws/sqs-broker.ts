// The Broker on SQS: batches by count and bytes, and what SQS refuses entry by entry is tried again, then reported.

import type { SQSClient } from "@aws-sdk/client-sqs";
import { NOT_ENQUEUED, PERHAPS_ENQUEUED } from "../core/advice.ts";
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
    for (const [url, some] of byUrl) await sendAll(client, url, some, answers, clock);
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

/**
 * Where a whole request was for nothing, so would be the others: they are not begun. To a FIFO queue nothing is sent behind what failed, nor
 * side by side, for requests that are under way together may overtake each other.
 */
async function sendAll(
  client: SQSClient,
  url: string,
  posts: readonly Post[],
  answers: Map<Post, Posted>,
  clock: Clock,
): Promise<void> {
  let failed: Error | undefined;
  await sideBySide(
    toChunks(posts, ({ body }) => Buffer.byteLength(body)),
    isFifo(url) ? 1 : CONCURRENCY,
    async (chunk) => {
      if (failed !== undefined) {
        for (const post of chunk) answers.set(post, untried(failed));
        return;
      }
      await sendChunk(client, url, chunk, answers, clock);
      const errors = chunk.flatMap((post) => {
        const answer = answers.get(post);
        return answer?.ok === false ? [answer.error] : [];
      });
      const isAway =
        errors.length === chunk.length && errors.every((error) => isErrandError(error, "queue_unavailable"));
      if (isAway || (isFifo(url) && errors.length > 0)) failed ??= errors[0];
    },
  );
}

function untried(before: Error): Posted {
  const code = isErrandError(before, "queue_unavailable") ? "queue_unavailable" : "enqueue_failed";
  const message = `Not sent, for what was sent before it was not accepted. ${before.message}`;
  return { ok: false, error: new ErrandError(code, message, { cause: before }) };
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
      answers.set(post, refused(url, Code ?? "unknown", Message ?? "no message", toWhy(Code, SenderFault)));
      if (!SenderFault) again.push(post);
    }
    return again;
  } catch (error) {
    // The SDK has tried a failed request three times already.
    const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
    // A request of one message that is too large says so of the message.
    const isOfMessage = posts.length === 1 && OF_MESSAGE.has(name);
    const why = { cause: isOfMessage ? undefined : error, isPassing: isUnavailable(error) };
    for (const post of posts) answers.set(post, refused(url, name, message, why));
    return [];
  }
}

/** What a request is refused for that has such a message in it. SQS API reference, SendMessageBatch, "Errors". */
const OF_MESSAGE: ReadonlySet<string> = new Set(["BatchRequestTooLong", "InvalidMessageContents"]);

/** SQS may call it the sender's fault that it throttles, or that a key of KMS may not be used: that is not the message's. */
function toWhy(code: string | undefined, senderFault: boolean | undefined): Why {
  const error = Object.assign(new Error(code), { name: code ?? "unknown" });
  if (isUnavailable(error)) return { isPassing: true };
  return { isPassing: !senderFault, cause: /AccessDenied|^Kms/.test(error.name) ? error : undefined };
}

interface Why {
  /** The SDK's error, when the whole request failed: then the answer may have been lost after the effect. */
  readonly cause?: unknown;
  /** Whether waiting may mend it. */
  readonly isPassing: boolean;
}

function refused(url: string, code: string, message: string, { cause, isPassing }: Why): Posted {
  const consequence = cause === undefined ? NOT_ENQUEUED : PERHAPS_ENQUEUED;
  const text = `The message was not accepted by ${url}: ${code}: ${message.replace(/\.$/, "")}. ${consequence}`;
  return { ok: false, error: new ErrandError(isPassing ? "queue_unavailable" : "enqueue_failed", text, { cause }) };
}

function pause(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => void clock.after(milliseconds, resolve));
}
