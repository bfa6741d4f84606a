// Lambda's poller for a queue: receives batches, invokes the function with SQS events, deletes what it didn't return.

import type { Clock } from "../../core/ports.ts";
import { type BatchItemResponse, toReturned } from "./batch-response.ts";
import { type SourceMessage, toSqsEvent } from "./sqs-event.ts";

/** The queue as the poller uses it. */
interface Source {
  receive(count: number, waitSeconds: number): Promise<readonly SourceMessage[]>;
  remove(messages: readonly SourceMessage[]): Promise<void>;
}

/** What an event source is made of. */
export interface EventSourceOptions {
  readonly source: Source;
  readonly queueArn: string;
  /** The queue's visibility timeout, to tell when a failed batch comes again. */
  readonly visibilitySeconds: number;
  /** Messages a batch, 1 to 10. */
  readonly batchSize: number;
  /** Invocations at once, from 1. */
  readonly concurrency: number;
  /** Calls the function; rejects when it throws, times out or dies. */
  readonly invoke: (event: unknown) => Promise<BatchItemResponse>;
  readonly clock: Clock;
  readonly random: () => number;
  /** Hears what went wrong; the poller goes on. */
  readonly onProblem: (problem: string) => void;
}

export interface EventSource {
  /** Receives no more; resolves when the invocations under way have ended. Calling it again waits for the same. */
  stop(): Promise<void>;
}

/**
 * How long one poll waits. Short, because on stopping a poll must be left to finish: most emulators lose the next
 * message to a poll that was aborted.
 */
const WAIT_SECONDS = 1;

/** The longest pause between polls while the endpoint fails. */
const LONGEST_PAUSE_MILLISECONDS = 5000;

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

async function poll(options: EventSourceOptions, stopping: () => boolean): Promise<void> {
  let failures = 0;
  while (!stopping()) {
    try {
      const messages = await options.source.receive(options.batchSize, WAIT_SECONDS);
      failures = 0;
      if (messages.length > 0) await deliver(messages, options);
    } catch (error) {
      failures += 1;
      options.onProblem(`Receiving from ${options.queueArn} failed: ${text(error)}. It is tried again.`);
      await pause(options, Math.min(LONGEST_PAUSE_MILLISECONDS, 100 * 2 ** failures));
    }
  }
}

/** Hands a batch to the function. Messages that are not deleted come again after their visibility timeout. */
async function deliver(messages: readonly SourceMessage[], options: EventSourceOptions): Promise<void> {
  let response: BatchItemResponse;
  try {
    response = await options.invoke(toSqsEvent(messages, options.queueArn));
  } catch (error) {
    options.onProblem(
      `The function failed with a batch of ${messages.length}, which comes again in ${options.visibilitySeconds} s, when its ` +
        `visibility timeout is over: ${text(error)}`,
    );
    return;
  }
  const returned = toReturned(
    response,
    messages.map(({ MessageId }) => MessageId ?? ""),
  );
  const done = messages.filter(({ MessageId }) => !returned.has(MessageId ?? ""));
  if (done.length === 0) return;
  try {
    await options.source.remove(done);
  } catch (error) {
    options.onProblem(text(error));
  }
}

function pause({ clock, random }: EventSourceOptions, milliseconds: number): Promise<void> {
  return new Promise((resolve) => void clock.after(milliseconds * random(), resolve));
}

function text(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
