// Job ids: UUIDs of version 7 (RFC 9562), so that ids sort by the time they were made.

/** The id made at `now` (milliseconds since 1970) from ten random bytes. */
export function uuidv7(now: number, random: Uint8Array): string {
  const hex = (byte: number | undefined) => (byte ?? 0).toString(16).padStart(2, "0");
  const tail = Array.from(random.subarray(0, 10));
  tail[0] = ((tail[0] ?? 0) & 0x0f) | 0x70; // version 7
  tail[2] = ((tail[2] ?? 0) & 0x3f) | 0x80; // the RFC's variant
  const digits = Math.floor(now).toString(16).padStart(12, "0") + tail.map(hex).join("");
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ].join("-");
}

/** A new id for a job enqueued at `now`. */
export function newId(now: number): string {
  return uuidv7(now, crypto.getRandomValues(new Uint8Array(10)));
}
