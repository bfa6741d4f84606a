// SQS's twelve hours, after which no message can be kept from others: who runs it is told before, and then not waited for.

import { giveUp, type Hold, pull } from "./hold.ts";

/** SQS API reference, ChangeMessageVisibility: no message is hidden for longer than 12 hours from its receive. */
export const LONGEST_HIDDEN_SECONDS = 43_200;

const LONGEST_MS = LONGEST_HIDDEN_SECONDS * 1000;

/** How long before that a run is told to end, so that what becomes of it can still be said. */
const MARGIN_MS = 60_000;

/** When a run that begins now ends at the latest, milliseconds since 1970. */
export function latestEnd({ takenAt }: Hold): number {
  return takenAt + LONGEST_MS - MARGIN_MS;
}

/** For how long it can be hidden yet, in milliseconds. */
export function leftMs({ totalMs }: Hold): number {
  return LONGEST_MS - totalMs;
}

/** @returns in how many milliseconds to look again at the latest; `undefined` where there is nothing more to look for. */
export function watchTheEnd(hold: Hold): number | undefined {
  const tellInMs = leftMs(hold) - MARGIN_MS;
  if (tellInMs > 0) return tellInMs;
  pull(hold, { why: "over", error: tooLong() });
  const giveUpInMs = tellInMs + MARGIN_MS / 2;
  if (giveUpInMs > 0) return giveUpInMs;
  giveUp(hold);
  return undefined;
}

function tooLong(): Error {
  const message =
    "The job was still running a minute before SQS's 12 hours were over, after which its message can't be kept from others. " +
    "Do less in one run: split the job into several that enqueue each other.";
  return Object.assign(new Error(message), { name: "TimeoutError" });
}
