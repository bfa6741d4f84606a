// Says where an expression or a zone stands that can't be read: schedule's errors leave Errand as its own.

import { ScheduleError } from "../schedule/errors.ts";
import { ErrandError } from "./errors.ts";

/** What `read` gives. @throws `ErrandError` `invalid_option` in place of a ScheduleError. */
export function readAt<Result>(where: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    throw new ErrandError("invalid_option", `${where}: ${error.message}`, { cause: error });
  }
}
