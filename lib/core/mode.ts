// Where `.enqueue` leads: run here and now, run here after the caller has gone on, or post to SQS.

import { ErrandError, show } from "./errors.ts";

export type Mode = "inline" | "background" | "sqs";

/** @throws `ErrandError` `invalid_option`. */
export function expectMode(mode: unknown, where: string): Mode {
  if (mode === "inline" || mode === "background" || mode === "sqs") return mode;
  throw new ErrandError(
    "invalid_option",
    `${where} must be "inline", "background" or "sqs", got ${show(mode)}. Set one of the three, or leave it out.`,
  );
}
