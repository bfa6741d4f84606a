// An SQS event without the messages of runs that have come before: a schedule may fire twice.

import type { Fired } from "../core/firings.ts";
import type { SqsEvent } from "./sqs-event.ts";

/** @param isRepeat what `createFirings` returned. What is left out has not failed: its message is deleted. */
export function withoutRepeats(event: unknown, isRepeat: (message: Fired) => boolean): SqsEvent {
  const { Records } = event as SqsEvent;
  return { Records: Records.filter((record) => !isRepeat(record)) };
}
