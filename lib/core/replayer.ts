// What is spooled goes to its queue by itself, in its order, once that can be reached again.

import { withoutAdvice } from "./advice.ts";
import { type Breaker, createBreaker, type Destination, pauseMs } from "./breaker.ts";
import { toErrorRecord } from "./error-record.ts";
import { isErrandError } from "./errors.ts";
import { onceLoaded } from "./once-loaded.ts";
import type { Clock, Spool } from "./ports.ts";
import type { PreparedMessage, SpooledMessage } from "./prepared-message.ts";
import { type Replay, replaySome, type SendPrepared } from "./replay.ts";

export interface Replayer {
  /** As `Spool.append`. */
  append(messages: readonly SpooledMessage[]): Promise<void>;
  /** It could not be reached just now. */
  lost(destination: Destination): void;
  /** Whether it could not be reached the last time, and it is not time yet to try again. */
  isAway(destination: Destination): boolean;
  /** Whether something that this process has spooled, or found, may still be waiting. */
  isBehind(): boolean;
  /** Looks whether something is left from before. */
  wake(): void;
}

interface ReplayerOptions {
  readonly open: () => Promise<Spool>;
  readonly send: SendPrepared;
  readonly destinationOf: (message: PreparedMessage) => Destination;
  /** Whether it is for a queue of this process. */
  readonly isOurs: (message: SpooledMessage) => boolean;
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** Hears, as a sentence, why what is spooled can't be sent, where waiting does not mend it. */
  readonly onProblem: (problem: string) => void;
}

/** Messages in hand at once: some requests' worth. */
const AT_ONCE = 100;

/** What others have in hand may be left behind by them. */
const LOOK_AGAIN_MS = 15_000;

export function createReplayer(options: ReplayerOptions): Replayer {
  const { open, send, destinationOf, isOurs, clock, random, onProblem } = options;
  const join = onceLoaded(open);
  const breaker = createBreaker(clock, random);
  let troubles = 0; // of the spool itself, one after the other
  let isBehind = true; // until a look has shown that nothing is left
  let isRunning = false;
  let again = false;
  let appending = 0;
  let appended = 0;
  let disarm: (() => void) | undefined;

  const later = (milliseconds: number): void => {
    disarm?.();
    disarm = clock.after(milliseconds, run, true);
  };
  const afterTrouble = (): number => {
    troubles += 1;
    return pauseMs(troubles - 1, random());
  };

  function run(): void {
    disarm?.();
    disarm = undefined;
    if (isRunning) {
      again = true;
      return;
    }
    isRunning = true;
    again = false;
    void replayAll()
      .catch((error: unknown) => {
        onProblem(`What is spooled could not be sent, and is tried again: ${toErrorRecord(error).message}`);
        return afterTrouble();
      })
      .then((waitMs) => {
        isRunning = false;
        if (again) run();
        else if (waitMs !== undefined) later(waitMs);
      });
  }

  /** @returns after how many milliseconds to look again; `undefined` where nothing is left. */
  async function replayAll(): Promise<number | undefined> {
    const spool = await join();
    for (;;) {
      const before = appended;
      const isWanted = (message: SpooledMessage): boolean =>
        isOurs(message) && !breaker.isPaused(destinationOf(message));
      const replay = await replaySome(spool, send, AT_ONCE, isWanted);
      if (replay === undefined) {
        const { messages } = await spool.status();
        if (before !== appended || appending > 0) return 0; // what was written meanwhile may not have been seen
        isBehind = messages > 0;
        return isBehind ? Math.min(LOOK_AGAIN_MS, breaker.nextMs() ?? LOOK_AGAIN_MS) : undefined;
      }
      const problem = learn(replay, destinationOf, breaker);
      if (problem !== undefined) onProblem(`What is spooled can't be sent: ${problem}`);
      if (!replay.isNoted) return afterTrouble();
      troubles = 0;
    }
  }

  return {
    async append(messages) {
      isBehind = true;
      appending += 1;
      try {
        await (await join()).append(messages);
      } finally {
        appending -= 1;
        appended += 1;
      }
      if (!isRunning) later(breaker.nextMs() ?? 0);
    },
    lost(destination) {
      breaker.failed(destination, "away");
      if (!isRunning) later(breaker.nextMs() ?? 0);
    },
    isAway: breaker.isAway,
    isBehind: () => isBehind,
    wake: run,
  };
}

/** @returns what one destination says that a person has to mend. */
function learn(
  { replayed }: Replay,
  destinationOf: (message: PreparedMessage) => Destination,
  breaker: Breaker,
): string | undefined {
  let problem: string | undefined;
  for (const [destination, some] of Map.groupBy(replayed, ({ message }) => destinationOf(message))) {
    const errors = some.flatMap(({ fate, error }) => (fate === "left" && error !== undefined ? [error] : []));
    const lasting = errors.find((error) => !isErrandError(error, "queue_unavailable"));
    problem ??= lasting && withoutAdvice(lasting.message);
    if (errors.length === 0) breaker.worked(destination);
    else breaker.failed(destination, lasting === undefined && errors.length === some.length ? "away" : "refusing");
  }
  return problem;
}
