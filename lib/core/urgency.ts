// How often a message is put off for the sake of others, before it goes before them.

import type { Envelope } from "./envelope.ts";

/**
 * How many copies are made of a message that came back, or found no time to run alone, without a death that is known. After that
 * it runs where it is, and before its neighbours: what can be settled in no way (a dead-letter queue that refuses it) ends in the
 * queue's own net.
 */
export const MOST_COPIES = 10;

/** Whether the message has been put off so often that it is not put off again: behind others there is never time for it. */
export function isUrgent({ quarantine }: Envelope): boolean {
  return (quarantine?.copies ?? 0) >= MOST_COPIES;
}
