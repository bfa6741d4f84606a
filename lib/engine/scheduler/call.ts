// What an action gets to work with, and what it is.

import type { Groups } from "./groups.ts";
import type { Structure } from "./input.ts";
import type { Schedules } from "./schedules.ts";

export interface Call {
  /** What stands in the path behind the kind of the resource: a name, or an ARN; "" where there is none. */
  readonly name: string;
  readonly query: URLSearchParams;
  readonly body: Structure;
  readonly groups: Groups;
  readonly schedules: Schedules;
  /** When the request came, milliseconds since 1970. */
  readonly now: number;
}

/** Returns the JSON of the answer. */
export type Action = (call: Call) => object;
