// Where `.enqueue` leads: run here and now, run here after the caller has gone on, post to SQS, or only be recorded.

import { ErrandError, show } from "./errors.ts";

export type Mode = "inline" | "background" | "sqs" | "fake";

/** @throws `ErrandError` `invalid_option`. */
export function expectMode(mode: unknown, where: string): Mode {
  if (mode === "inline" || mode === "background" || mode === "sqs" || mode === "fake") return mode;
  throw new ErrandError(
    "invalid_option",
    `${where} must be "inline", "background", "sqs" or "fake", got ${show(mode)}. Set one of the four, or leave it out.`,
  );
}
