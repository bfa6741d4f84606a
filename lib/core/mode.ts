// Where `.enqueue` leads: run here and now, run here after the caller has gone on, post to SQS, or only be recorded.

import { ErrandError, show } from "./errors.ts";

const MODES = ["inline", "background", "sqs", "fake"] as const;

export type Mode = (typeof MODES)[number];

/** @throws `ErrandError` `invalid_option`. */
export function expectMode(mode: unknown, where: string): Mode {
  if (MODES.includes(mode as Mode)) return mode as Mode;
  const expected = MODES.map(show).join(", ");
  throw new ErrandError(
    "invalid_option",
    `${where} must be one of ${expected}, got ${show(mode)}. Leave it out for the default.`,
  );
}
