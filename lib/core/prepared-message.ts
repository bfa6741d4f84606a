// A message that is sealed and not sent yet: plain data, to be kept in a table or a file until it is.

import type { Priority } from "./ports.ts";

/** A job's message, ready to be sent by `client.send`: JSON can write it, and what it reads again is the same. */
export interface PreparedMessage {
  /** The job's id, the same whenever it is sent. */
  readonly id: string;
  /** The job's name. */
  readonly job: string;
  /** The queue that it goes to. */
  readonly priority: Priority;
  /** The text of the message; changed, it is no longer what was signed. */
  readonly body: string;
}

/** A message of a spool. */
export interface SpooledMessage extends PreparedMessage {
  /** The URL of the queue that it was to go to; who has another leaves it alone. */
  readonly queue?: string | undefined;
}
