// What is left of an invocation: a job that would not get through is not started in it.

import type { JobDefinition } from "./definition.ts";

/** The time of one invocation. Moments are in milliseconds since 1970. */
export interface TimeLeft {
  /** How long an invocation has in all, from its start to `abortAt`, in milliseconds. */
  readonly wholeMs: number;
  /** When jobs that still run are told to end, by their signal. */
  readonly abortAt: number;
  /** When jobs that still run are given up, so that their outcome can still be written. */
  readonly giveUpAt: number;
  /** When the runtime must be answered, whatever is still under way: else it answers for itself, that all has failed. */
  readonly answerAt: number;
}

/**
 * How much of a whole invocation a job may ask for. One with a `timeout` beyond that would be handed back for ever; it runs
 * where an invocation has only begun, and is told to end with it.
 */
const MOST_OF_WHOLE = 0.9;

/** A job that doesn't say how long it may take is not started with less: it would be cut off, and an attempt be gone. */
const LEAST_OF_WHOLE = 0.25;

/** Whether the job can run for its whole timeout, as far as any invocation can give it that. */
export function fits({ timeoutSeconds }: JobDefinition, time: TimeLeft | undefined, now: number): boolean {
  if (time === undefined) return true;
  const least = time.wholeMs * LEAST_OF_WHOLE;
  const needed = timeoutSeconds === undefined ? least : Math.min(timeoutSeconds * 1000, time.wholeMs * MOST_OF_WHOLE);
  return time.abortAt - now >= needed;
}
