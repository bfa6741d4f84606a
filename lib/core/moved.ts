// A message whose time was changed before it was due.

import type { Envelope } from "./envelope.ts";

/** The same message at another time (milliseconds since 1970). What expires does so as long after the new time as after the old. */
export function moved(envelope: Envelope, dueAt: number): Envelope {
  const { notBefore = envelope.enqueuedAt, expiresAt } = envelope;
  const at = new Date(dueAt).toISOString();
  const later = dueAt - Date.parse(notBefore);
  return {
    ...envelope,
    notBefore: at,
    scheduledAt: at,
    ...(expiresAt !== undefined && { expiresAt: new Date(Date.parse(expiresAt) + later).toISOString() }),
  };
}
