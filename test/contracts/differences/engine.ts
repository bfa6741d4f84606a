// What the engine does otherwise than AWS.

import type { Difference } from "../differences.ts";

export const engine: readonly Difference[] = [
  {
    case: "a receive that is repeated under its attempt id gets the same messages again",
    reason: "takes the attempt id and repeats nothing: the messages come back when their visibility timeout is over",
  },
];
