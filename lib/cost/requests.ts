// How many requests SQS bills for so many messages: by the requests made, and by 64 KiB of what each carries.

/** SQS pricing: every 64 KiB of a request's payload is a request. */
const BILLED_BYTES = 65_536;

/** The most messages that one request sends, receives or deletes: SQS API reference. */
const MOST_MESSAGES = 10;

/** Lambda's pollers on a queue where nothing comes: Lambda guide, "Configuring scaling behavior for SQS event source mappings". */
const POLLERS = 5;

/** Each waits 20 seconds, the longest that SQS lets a receive wait. */
const POLLS_PER_HOUR = 180;

/** So many messages, all of one size, going `together` in one request on average. */
export interface Messages {
  readonly count: number;
  readonly bytes: number;
}

/** Requests that carry messages: sends and receives. */
export function toCarrying({ count, bytes }: Messages, together: number): number {
  const perRequest = Math.min(together, MOST_MESSAGES);
  return (count / perRequest) * Math.max(1, Math.ceil((perRequest * bytes) / BILLED_BYTES));
}

/** Requests that name messages only. */
export function toNaming({ count }: Messages, together: number): number {
  return count / Math.min(together, MOST_MESSAGES);
}

/** Receives that bring nothing. With a maximum concurrency Lambda keeps all its pollers, however little comes. */
export function toIdlePolls(queues: number, hours: number): number {
  return queues * POLLERS * POLLS_PER_HOUR * hours;
}
