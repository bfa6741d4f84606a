// What is spooled goes to its queue by itself, in its order, once that can be reached again.

import { isErrandError } from "./errors.ts";
import { onceLoaded } from "./once-loaded.ts";
import type { Clock, Posted, Spool, SpoolFate } from "./ports.ts";
import type { PreparedMessage } from "./prepared-message.ts";

export interface Replayer {
  /** As `Spool.append`. */
  append(messages: readonly PreparedMessage[]): Promise<void>;
  /** The queue could not be reached just now. */
  lost(): void;
  /** Whether it could not be reached the last time, and it is not time yet to try again. */
  isAway(): boolean;
  /** Whether something that this process has spooled, or found, may still be waiting. */
  isBehind(): boolean;
  /** Looks whether something is left from before. */
  wake(): void;
}

interface ReplayerOptions {
  readonly open: () => Promise<Spool>;
  /** One answer each, in their order; may reject when nothing was tried. */
  readonly send: (messages: readonly PreparedMessage[]) => Promise<readonly Posted[]>;
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** Hears, as a sentence, why what is spooled can't be sent, where waiting does not mend it. */
  readonly onProblem: (problem: string) => void;
}

/** Messages in hand at once: some requests' worth. */
const AT_ONCE = 100;

/** The pause after a failure, doubled after each further one up to the longest, and up to half of it less by chance. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** What others have in hand may be left behind by them. */
const LOOK_AGAIN_MS = 15_000;

export function createReplayer({ open, send, clock, random, onProblem }: ReplayerOptions): Replayer {
  const join = onceLoaded(open);
  let failures = 0;
  let awayUntil = 0;
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
  const pauseMs = (): number => {
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 16));
    return longest * (1 - random() / 2);
  };
  const lost = (): void => {
    // Many callers find out at once, and those that were asked before for seconds after: it is one failure.
    if (clock.now() < awayUntil) return;
    const pause = pauseMs();
    failures += 1;
    awayUntil = clock.now() + pause;
    if (!isRunning) later(pause);
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
        onProblem(
          `What is spooled could not be sent, and is tried again: ${error instanceof Error ? error.message : error}`,
        );
        lost();
        return awayUntil - clock.now();
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
      const replayed = await replaySome(spool, send, AT_ONCE);
      if (replayed === undefined) {
        const { messages } = await spool.status();
        if (before !== appended || appending > 0) return 0; // what was written meanwhile may not have been seen
        isBehind = messages > 0;
        return isBehind ? LOOK_AGAIN_MS : undefined;
      }
      if (replayed.isAway) {
        lost();
        if (replayed.problem !== undefined) onProblem(replayed.problem);
        return awayUntil - clock.now();
      }
      failures = 0;
      awayUntil = 0;
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
      if (!isRunning && disarm === undefined) later(Math.max(0, awayUntil - clock.now()));
    },
    lost,
    isAway: () => clock.now() < awayUntil,
    isBehind: () => isBehind,
    wake: run,
  };
}

/** What became of some messages. */
interface Replayed {
  readonly sent: number;
  readonly refused: number;
  readonly left: number;
  /** Whether to wait before the next. */
  readonly isAway: boolean;
  /** Why, where waiting alone does not mend it. */
  readonly problem: string | undefined;
}

/** Sends the oldest messages that nobody else has in hand; `undefined` where there are none. */
export async function replaySome(
  spool: Spool,
  send: (messages: readonly PreparedMessage[]) => Promise<readonly Posted[]>,
  most: number,
): Promise<Replayed | undefined> {
  const claim = await spool.claim(most);
  if (claim === undefined) return undefined;
  let answers: readonly Posted[];
  try {
    answers = await send(claim.messages);
  } catch (error) {
    answers = claim.messages.map(() => ({
      ok: false,
      error: error instanceof Error ? error : new Error(String(error)),
    }));
  }
  const fates = claim.messages.map((_, index) => fateOf(answers[index]));
  await claim.settle(fates);
  const count = (fate: SpoolFate): number => fates.filter((each) => each === fate).length;
  const leftErrors = answers.flatMap((answer, index) => (!answer.ok && fates[index] === "left" ? [answer.error] : []));
  const lasting = leftErrors.find((error) => !isErrandError(error, "queue_unavailable"));
  return {
    sent: count("sent"),
    refused: count("refused"),
    left: count("left"),
    isAway: count("left") > 0,
    problem: lasting && `What is spooled can't be sent: ${lasting.message}`,
  };
}

/** What the queue itself has refused it will always refuse; what refuses everything, as a missing permission, is mended by a person. */
function fateOf(answer: Posted | undefined): SpoolFate {
  if (answer === undefined) return "left";
  if (answer.ok) return "sent";
  const isEntrys = isErrandError(answer.error, "enqueue_failed") && answer.error.cause === undefined;
  return isEntrys ? "refused" : "left";
}
