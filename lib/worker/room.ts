// How many messages may be asked for: what can start now, and what can start soon.

/** What one receive brings at most: SQS API reference, ReceiveMessage. */
export const MOST_RECEIVED = 10;

/** How soon what is in hand must be able to start: about what it takes to ask for more. */
const SOON_MILLISECONDS = 250;

/** How much a run counts for the mean of all. */
const WEIGHT = 0.1;

/** The mean length of a run, the last ones counting most; `undefined` before the first. */
export function nextMean(mean: number | undefined, milliseconds: number): number {
  return mean === undefined ? milliseconds : mean + WEIGHT * (milliseconds - mean);
}

/** How many messages may be in hand beside those that run: as many as will start soon, and none before that is known. */
export function prefetchFor(concurrency: number, meanMilliseconds: number | undefined): number {
  if (meanMilliseconds === undefined) return 0;
  const most = Math.max(2 * MOST_RECEIVED, concurrency);
  return Math.min(most, Math.floor((concurrency * SOON_MILLISECONDS) / Math.max(1, meanMilliseconds)));
}

/**
 * With how few free places it is worth asking: each receive costs a request, so what starts soon enough from what is in hand waits
 * until more go into one. A place with nothing in hand for it is worth one at once.
 *
 * @param room how many may be asked for.
 * @param prefetch how many may be in hand beside those that run.
 */
export function isWorthAsking(room: number, prefetch: number): boolean {
  return room > prefetch || room >= Math.min(MOST_RECEIVED, Math.max(1, prefetch / 2));
}
