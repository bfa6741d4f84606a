// When a thread is not used again.

import type { Ending } from "./run-there.ts";

/** At more than so much of what it may have, the next job would be the one that it runs out of memory in. */
const FULL = 0.75;

/** Why it is not; `undefined` where it is. Continues "a thread was replaced:". */
export function reasonToReplace(ending: Ending, maxMemoryMegabytes = Number.POSITIVE_INFINITY): string | undefined {
  switch (ending.type) {
    case "gone":
      return ending.isOurs ? undefined : `it ${ending.how}`;
    case "given_up":
      return `its job did not end when it was told to (${ending.pull.error.message})`;
    case "overtime":
      return "its job was still running after its timeout, and could not be told";
    case "ended":
    case "threw": {
      const { isBusy, megabytes } = ending.remains;
      if (isBusy) return "its job was given up, and went on in it";
      if (megabytes <= maxMemoryMegabytes * FULL) return undefined;
      return `after its job ${Math.round(megabytes)} MB were in use, more than three quarters of the ${maxMemoryMegabytes} MB of its "maxMemory"`;
    }
    default:
      return ending satisfies never;
  }
}
