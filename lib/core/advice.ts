// What a caller is told of a message that was not accepted: nothing to say of one that the spool keeps.

import type { ErrorRecord } from "./events.ts";

export const NOT_ENQUEUED = "It is not enqueued; mend the cause and enqueue it again.";
export const PERHAPS_ENQUEUED =
  "Unless only the answer was lost, it is not enqueued; mend the cause and enqueue it again if it may run twice.";

/** The same error, for whoever has nothing to enqueue again. */
export function factsOf(record: ErrorRecord): ErrorRecord {
  const { stack, message } = record;
  return { ...record, message: withoutAdvice(message), ...(stack !== undefined && { stack: withoutAdvice(stack) }) };
}

export function withoutAdvice(text: string): string {
  return [PERHAPS_ENQUEUED, NOT_ENQUEUED]
    .reduce((left, advice) => left.replaceAll(` ${advice}`, ""), text)
    .replace(".; caused by ", "; caused by ");
}
