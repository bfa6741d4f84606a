// The envelope that is sent on in place of one that came in.

import type { Envelope } from "./envelope.ts";

/** The same message, held back for so long from `now` (milliseconds since 1970) on. */
export function waiting(envelope: Envelope, now: number, delaySeconds: number): Envelope {
  return { ...envelope, notBefore: new Date(now + delaySeconds * 1000).toISOString() };
}

/**
 * A dead letter that lives again: as it was enqueued, from its first attempt, with its history. What had crashed stays in
 * quarantine.
 */
export function revived(envelope: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const {
    dead: _,
    notBefore: __,
    expiresAt: ___,
    unknownSince: ____,
    unreadSince: _____,
    hops: ______,
    crashes,
    quarantine,
    ...rest
  } = envelope;
  const isSuspect = crashes !== undefined || quarantine !== undefined;
  return { ...rest, attempt: 1, ...(isSuspect && { quarantine: { copies: 1 } }) };
}

/** The message after a run that has ended: no longer in quarantine, nor unknown or unread. */
export function released({ quarantine: _, unknownSince: __, unreadSince: ___, ...rest }: Envelope): Envelope {
  return rest as Envelope;
}

/** What came back, or was to run alone, and is sent on without having been run: not as if nothing had been. */
export function stillSuspect(envelope: Envelope, receives: number): Envelope {
  const { quarantine } = envelope;
  if (receives <= 1 && quarantine === undefined) return envelope;
  return { ...envelope, quarantine: { copies: (quarantine?.copies ?? 0) + 1 } };
}
