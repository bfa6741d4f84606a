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
  const most = Math.max(MOST_RECEIVED, concurrency);
  return Math.min(most, Math.floor((concurrency * SOON_MILLISECONDS) / Math.max(1, meanMilliseconds)));
}
