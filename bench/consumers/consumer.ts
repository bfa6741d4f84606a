// What takes part in the comparison: it takes messages from the queue of the low priority, runs a job that does nothing for each,
// and deletes them.

/** Says that one more job has run. */
export type OnJob = () => void;

/** How many messages each has in hand at once, where it can be told so. */
export const IN_HAND = 80;

export function lowQueueUrl(): string {
  return process.env["ERRAND_LOW_QUEUE_URL"] ?? "";
}
