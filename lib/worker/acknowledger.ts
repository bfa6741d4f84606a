// What is done is deleted: ten messages a request, or those of a few milliseconds; what fails is tried again while it is in hand.

import type { Answer, Clock, Intake, Priority } from "../core/ports.ts";
import { type Hold, isLost } from "./hold.ts";
import { createRest } from "./rest.ts";
import { MOST_RECEIVED } from "./room.ts";

export interface Acknowledger {
  /** Has it deleted soon. */
  add(hold: Hold): void;
  /** Deletes what waits for others now. */
  flush(): void;
  /** Resolves when nothing is left to be deleted. */
  rest(): Promise<void>;
}

interface AcknowledgerOptions {
  readonly intake: Intake;
  readonly clock: Clock;
  /** It is deleted. */
  readonly onDeleted: (hold: Hold) => void;
  /** It could not be deleted, and comes again. */
  readonly onFailed: (hold: Hold, error: Error) => void;
}

/** How long one that is done waits for others. */
const PATIENCE_MS = 5;

/** How often one is tried, and the wait before the second time, doubled before each further one up to the longest. */
const TRIES = 8;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 15_000;

interface Done {
  readonly hold: Hold;
  readonly tries: number;
}

export function createAcknowledger({ intake, clock, onDeleted, onFailed }: AcknowledgerOptions): Acknowledger {
  const waiting: Record<Priority, Done[]> = { high: [], low: [] };
  let disarm: (() => void) | undefined;
  let left = 0;
  const { rest, wake } = createRest(() => left === 0);

  const end = (): void => {
    left -= 1;
    wake();
  };

  const flush = (): void => {
    disarm?.();
    disarm = undefined;
    for (const priority of ["high", "low"] as const) {
      while (waiting[priority].length > 0) void remove(waiting[priority].splice(0, MOST_RECEIVED));
    }
  };

  const push = (done: Done): void => {
    const some = waiting[done.hold.delivery.priority];
    some.push(done);
    if (some.length >= MOST_RECEIVED) void remove(some.splice(0, MOST_RECEIVED));
    else disarm ??= clock.after(PATIENCE_MS, flush);
  };

  async function remove(some: readonly Done[]): Promise<void> {
    const answers = await intake.remove(some.map(({ hold }) => hold.delivery));
    for (const [index, done] of some.entries()) {
      const answer = answers[index] as Answer;
      if (answer.ok) {
        onDeleted(done.hold);
        end();
      } else if (answer.retryable && done.tries < TRIES && !isLost(done.hold)) {
        const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (done.tries - 1));
        clock.after(waitMs, () => push({ hold: done.hold, tries: done.tries + 1 }));
      } else {
        onFailed(done.hold, answer.error);
        end();
      }
    }
  }

  return {
    add(hold) {
      left += 1;
      push({ hold, tries: 1 });
    },
    flush,
    rest,
  };
}
