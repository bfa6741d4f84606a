// Job ids: UUIDs of version 7 (RFC 9562), so that ids sort by the time they were made.

/** The id made at `now` (milliseconds since 1970), with the random bits of a UUID of version 4. */
export function uuidv7(now: number, uuidv4: string): string {
  const time = Math.floor(now).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${uuidv4.slice(15)}`;
}

/** A new id for a job enqueued at `now`. */
export function newId(now: number): string {
  return uuidv7(now, crypto.randomUUID());
}
