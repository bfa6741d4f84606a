// What an action gets to work with, and what it is.

import type { Input } from "./input.ts";
import type { Queues } from "./queues.ts";

export interface Call {
  readonly input: Input;
  readonly queues: Queues;
  /** When the request came, milliseconds since 1970. */
  readonly now: number;
  /** The URL of a queue, for the one who asks. */
  readonly urlOf: (queueName: string) => string;
  /** What WaitTimeSeconds may be at most, where that isn't what AWS allows. */
  readonly longestWaitSeconds?: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Returns the JSON of the answer; undefined where AWS answers nothing but success. */
export type Action = (call: Call) => object | undefined | Promise<object>;
