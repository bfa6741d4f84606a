// A batch in the making: up to ten messages a receive, until it is full, its window is over or its event has no more room.

import type { Clock } from "../../core/ports.ts";
import { countFitting } from "./batch-bytes.ts";
import type { SourceMessage } from "./sqs-event.ts";

/** The queue as its poller uses it. */
export interface Source {
  /** Up to ten messages, waiting for the first at most `waitSeconds`, a whole number. */
  receive(count: number, waitSeconds: number): Promise<readonly SourceMessage[]>;
  /** Deletes at most ten messages. Rejects when not all are deleted. */
  remove(messages: readonly SourceMessage[]): Promise<void>;
}

/** What a batch is gathered by. */
export interface GatherOptions {
  readonly source: Source;
  readonly queueArn: string;
  /** Messages a batch, 1 to 10,000. */
  readonly batchSize: number;
  /** How long a batch that isn't full is waited for, from its first message; 0 takes what the first receive brings. */
  readonly batchingWindowSeconds: number;
  /** How long one poll waits for a message, in whole seconds. */
  readonly waitSeconds: number;
  readonly clock: Clock;
}

/** The messages of one invocation, and those that were received with them but have no room in it. */
export interface Gathered {
  readonly batch: readonly SourceMessage[];
  readonly rest: readonly SourceMessage[];
}

/** What one receive brings at most. */
const MOST_RECEIVED = 10;

/**
 * @param held messages in hand already, which go first.
 * @param stopping once true, nothing more is waited for.
 */
export async function gather(
  options: GatherOptions,
  held: readonly SourceMessage[],
  stopping: () => boolean,
): Promise<Gathered> {
  const { source, queueArn, batchSize, batchingWindowSeconds, waitSeconds, clock } = options;
  const room = (): number => Math.min(MOST_RECEIVED, batchSize - messages.length);
  const messages = [...held];
  if (messages.length === 0) messages.push(...(await source.receive(room(), waitSeconds)));

  const until = clock.now() + batchingWindowSeconds * 1000;
  let fitting = countFitting(messages, queueArn);
  while (messages.length > 0 && messages.length < batchSize && fitting === messages.length && !stopping()) {
    const left = until - clock.now();
    if (left <= 0) break;
    // A poll waits whole seconds: the last piece of the window is waited for here.
    if (left < 1000) await new Promise<void>((resolve) => void clock.after(left, resolve));
    try {
      messages.push(...(await source.receive(room(), Math.min(waitSeconds, Math.floor(left / 1000)))));
    } catch {
      break; // what is in hand goes on; the next poll tells of the failure, if it lasts
    }
    fitting = countFitting(messages, queueArn);
  }
  const count = Math.min(fitting, batchSize);
  return { batch: messages.slice(0, count), rest: messages.slice(count) };
}
