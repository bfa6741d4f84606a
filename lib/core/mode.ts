// Where `.enqueue` leads: run here and now, run here after the caller has gone on, post to SQS, or only be recorded.

import { expectOneOf } from "./options.ts";

const MODES = ["inline", "background", "sqs", "fake"] as const;

export type Mode = (typeof MODES)[number];

/** @throws `ErrandError` `invalid_option`. */
export function expectMode(mode: unknown, where: string): Mode {
  return expectOneOf(MODES, mode, where);
}
