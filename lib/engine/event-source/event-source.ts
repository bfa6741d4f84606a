// Lambda's poller for a queue: receives batches, invokes the function with SQS events, deletes what it didn't return.

import { type BatchItemResponse, toReturned } from "./batch-response.ts";
import { type GatherOptions, gather } from "./gather.ts";
import { type SourceMessage, toSqsEvent } from "./sqs-event.ts";

/** What came of an invocation that did not fail: the function's answer, or Lambda's refusal to start it. */
export type Invoked =
  | { readonly kind: "answered"; readonly response: BatchItemResponse }
  | { readonly kind: "throttled" };

/** What an event source is made of. */
export interface EventSourceOptions extends GatherOptions {
  /** The queue's visibility timeout, to tell when a failed batch comes again. */
  readonly visibilitySeconds: number;
  /** Invocations at once, from 1. */
  readonly concurrency: number;
  /** Whether the function's answer names the messages that failed. Off, it is ignored and all are deleted, as on AWS. */
  readonly reportBatchItemFailures: boolean;
  /** Calls the function; rejects when it throws, times out or dies. */
  readonly invoke: (event: unknown) => Promise<Invoked>;
  readonly random: () => number;
  /** Hears what went wrong; the poller goes on. */
  readonly onProblem: (problem: string) => void;
}

export interface EventSource {
  /** Receives no more; resolves when the invocations under way have ended. Calling it again waits for the same. */
  stop(): Promise<void>;
}

/** The longest pause between polls while the endpoint fails, or Lambda throttles. */
const LONGEST_PAUSE_MILLISECONDS = 5000;

/** What one DeleteMessageBatch takes. */
const MOST_DELETED = 10;

export function startEventSource(options: EventSourceOptions): EventSource {
  let stopping = false;
  const loops = Promise.all(Array.from({ length: options.concurrency }, () => poll(options, () => stopping)));
  return {
    async stop() {
      stopping = true;
      await loops;
    },
  };
}

/** What to do after a batch: take the next at once, or later because the function is throttled. */
type Pace = "on" | "slower";

async function poll(options: EventSourceOptions, stopping: () => boolean): Promise<void> {
  let failures = 0;
  let held: readonly SourceMessage[] = [];
  while (!stopping() || held.length > 0) {
    let pace: Pace = "on";
    try {
      const { batch, rest } = await gather(options, held, stopping);
      held = rest;
      if (batch.length > 0) pace = await deliver(batch, options);
    } catch (error) {
      pace = "slower";
      options.onProblem(`Receiving from ${options.queueArn} failed: ${text(error)}. It is tried again.`);
    }
    failures = pace === "on" ? 0 : failures + 1;
    if (pace === "slower") await pause(options, Math.min(LONGEST_PAUSE_MILLISECONDS, 100 * 2 ** failures));
  }
}

/** Hands a batch to the function. Messages that are not deleted come again after their visibility timeout. */
async function deliver(messages: readonly SourceMessage[], options: EventSourceOptions): Promise<Pace> {
  const comesAgain = `comes again within ${options.visibilitySeconds} s, when its visibility timeout is over`;
  let invoked: Invoked;
  try {
    invoked = await options.invoke(toSqsEvent(messages, options.queueArn));
  } catch (error) {
    options.onProblem(`The function failed with a batch of ${messages.length}, which ${comesAgain}: ${text(error)}`);
    return "on";
  }
  switch (invoked.kind) {
    case "answered":
      await remove(options, doneOf(messages, invoked.response, options));
      return "on";
    case "throttled":
      options.onProblem(
        `The function was throttled with a batch of ${messages.length}, which has not run, counts as received, and ${comesAgain}.`,
      );
      return "slower";
    default:
      return invoked satisfies never;
  }
}

function doneOf(
  messages: readonly SourceMessage[],
  response: BatchItemResponse,
  { reportBatchItemFailures }: EventSourceOptions,
): readonly SourceMessage[] {
  if (!reportBatchItemFailures) return messages;
  const ids = messages.map(({ MessageId = "" }) => MessageId);
  const returned = toReturned(response, ids);
  return messages.filter(({ MessageId = "" }) => !returned.has(MessageId));
}

async function remove({ source, onProblem }: EventSourceOptions, messages: readonly SourceMessage[]): Promise<void> {
  for (let start = 0; start < messages.length; start += MOST_DELETED) {
    try {
      await source.remove(messages.slice(start, start + MOST_DELETED));
    } catch (error) {
      onProblem(text(error));
    }
  }
}

function pause({ clock, random }: EventSourceOptions, milliseconds: number): Promise<void> {
  return new Promise((resolve) => void clock.after(milliseconds * random(), resolve));
}

function text(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
