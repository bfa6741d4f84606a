// An SQS event without the messages of runs that have come before: a schedule may fire twice.

import type { IsRepeat } from "../core/firings.ts";
import type { SqsEvent } from "./sqs-event.ts";

/** What is left out has not failed: its message is deleted. */
export function withoutRepeats(event: unknown, isRepeat: IsRepeat): SqsEvent {
  const { Records } = event as SqsEvent;
  return { Records: Records.filter((record) => !isRepeat(record)) };
}
