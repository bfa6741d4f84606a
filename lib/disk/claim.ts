// Some messages of one file in hand, until it is told what became of them.

import type { Clock, SpoolClaim, SpoolFate } from "../core/ports.ts";
import type { HeldFile } from "./held-file.ts";
import type { SetAside } from "./set-aside.ts";
import { toWords } from "./spool-failure.ts";
import { toLine } from "./spool-line.ts";
import { CLAIM_MS } from "./spool-names.ts";
import { type Reading, readSpoolFile, type Waiting } from "./spool-reading.ts";
import type { SpoolRoom } from "./spool-room.ts";

export interface ClaimOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly room: SpoolRoom;
  readonly setAside: SetAside;
  readonly onProblem: (problem: string) => void;
  /** Aborted when claims are to be renewed no more. */
  readonly closed: AbortSignal;
}

const LOST =
  "A claim on spooled messages has run out, and another process has taken them over: they may be sent twice. A process that stands " +
  "still for half a minute is taken for dead.";

/** @param waiting what of it is in hand. */
export function createClaim(
  held: HeldFile,
  reading: Reading,
  waiting: readonly Waiting[],
  options: ClaimOptions,
): SpoolClaim {
  const { directory, clock, setAside, onProblem, closed } = options;
  let renewing: Promise<unknown> = Promise.resolve();
  let cancel = clock.after(CLAIM_MS / 3, renewAgain, true);
  closed.addEventListener("abort", stop);

  function renewAgain(): void {
    cancel = clock.after(CLAIM_MS / 3, renewAgain, true);
    // What fails now is tried again; a claim that was lost meanwhile is noticed when it is settled.
    renewing = held.renew().catch(() => {});
  }

  function stop(): void {
    cancel();
    closed.removeEventListener("abort", stop);
  }

  async function settle(fates: readonly SpoolFate[]): Promise<readonly SpoolFate[]> {
    stop();
    await renewing;
    if (!(await held.renew())) {
      onProblem(LOST);
      return fates; // they are another's now, who will not find out before it has sent them
    }
    const refused = await putAside(waiting.filter((_, index) => fates[index] === "refused"));
    const sent = waiting.filter((_, index) => fates[index] === "sent");
    const done = new Set([...sent, ...refused]);
    const noted = waiting.map((one, index) => (done.has(one) ? (fates[index] ?? "left") : "left"));
    if (done.size === reading.waiting.length && (await finish(held, reading, options))) return noted;
    if (done.size > 0) await held.mark([...done].flatMap(({ offsets }) => offsets));
    await held.letGo();
    return noted;
  }

  /** @returns those that were put aside: what can't be comes again. */
  async function putAside(refused: readonly Waiting[]): Promise<readonly Waiting[]> {
    if (refused.length === 0) return [];
    const lines = refused.map(({ message, at }) => Buffer.from(toLine(message, at).trimEnd()));
    const ids = toIds(refused);
    try {
      await setAside.keep(lines, "its queue would never take it");
      onProblem(`Set aside in ${directory}, for its queue would never take it: ${ids}.`);
      return refused;
    } catch (error) {
      onProblem(`Can't be set aside in ${directory}, and is tried again: ${ids}. ${toWords(error)}`);
      return [];
    }
  }

  return {
    messages: waiting.map(({ message }) => message),
    settle: (fates) =>
      settle(fates).catch((error: unknown) => {
        onProblem(
          `What was sent of the spool in ${directory} can't be noted, and may be sent twice: ${toWords(error)}`,
        );
        return waiting.map((): SpoolFate => "left");
      }),
  };
}

/** Some of them, where they are many. */
function toIds(refused: readonly Waiting[]): string {
  const ids = refused.slice(0, 10).map(({ message }) => `${message.job} ${message.id}`);
  return `${ids.join(", ")}${refused.length > ids.length ? ` and ${refused.length - ids.length} more` : ""}`;
}

/**
 * Removes a file in hand of which every message is done, and sets aside what can't be read.
 *
 * @returns false where it can't be.
 */
export async function finish(
  held: HeldFile,
  reading: Reading,
  options: Omit<ClaimOptions, "closed">,
): Promise<boolean> {
  const { directory, onProblem, room, setAside } = options;
  try {
    const unreadable = await findUnreadable(held, reading);
    if (unreadable.length > 0) {
      await setAside.keep(unreadable, "it can't be read");
      onProblem(
        `Set aside in ${directory}, for it can't be read: ${unreadable.length === 1 ? "a line" : `${unreadable.length} lines`}. ` +
          "A process that was killed while it wrote leaves one, of an enqueue that had not resolved; more come of a damaged disk.",
      );
    }
    await held.remove();
    room.add(-reading.bytes);
    return true;
  } catch (error) {
    onProblem(`A file of the spool in ${directory} that is done can't be removed: ${toWords(error)}`);
    return false;
  }
}

/**
 * Whole lines that have come since it was read need no sending: their writer was taken for dead, finds now that it has lost the file,
 * and writes them to another. What it was writing then may stand whole now where it stood torn.
 */
async function findUnreadable(held: HeldFile, reading: Reading): Promise<readonly Buffer[]> {
  const changed = reading.torn.length > 0 || (await held.size()) !== reading.bytes;
  const bytes = changed ? await held.read() : undefined;
  const { unreadable, torn } = bytes === undefined ? reading : readSpoolFile(bytes);
  return torn.length > 0 ? [...unreadable, torn] : unreadable;
}
