// The heartbeat: what is in hand is hidden for longer again and again, so that nobody else gets it; and where that is missed, its
// run is told to end.

import { aboutDelivery } from "../core/about-delivery.ts";
import { toErrorRecord } from "../core/error-record.ts";
import type { Answer, Clock, Delivery, Intake } from "../core/ports.ts";
import type { WorkerEvent } from "../core/worker-events.ts";
import { createHold, giveUp, type Hold, isLost, pull } from "./hold.ts";
import { MOST_RECEIVED } from "./room.ts";
import { leftMs, watchTheEnd } from "./twelve-hours.ts";

export interface Keeper {
  /** From now on it is kept hidden; it has been so for that many milliseconds, at most. */
  take(delivery: Delivery, awayMs: number): Hold;
  /** It is no longer. */
  letGo(hold: Hold): void;
  /** Has it hidden for so many seconds from now, and each time again for as long; rejects where the queue refuses. */
  hide(delivery: Delivery, seconds: number): Promise<void>;
  /** Makes up for a beat that is late, as after a time in which the process was blocked: before anything of then is started. */
  catchUp(): void;
  /** Keeps nothing any more. */
  end(): void;
}

interface KeeperOptions {
  readonly intake: Intake;
  readonly clock: Clock;
  readonly emit: (event: WorkerEvent) => void;
  readonly visibilitySeconds: number;
  /** Hears each beat, once it is known what is lost. */
  readonly onBeat: () => void;
}

/** Beats in the time that a message is hidden: it is hidden again after two, and lost after five without an answer. */
const BEATS = 6;
const BEATS_UNTIL_DUE = 2;

/** A beat that is away for so many is late. */
const LATE_BEATS = 2;

/** @param visibilitySeconds how long a message is hidden at a time. */
export function toBeatMs(visibilitySeconds: number): number {
  return (visibilitySeconds * 1000) / BEATS;
}

export function createKeeper({ intake, clock, emit, visibilitySeconds, onBeat }: KeeperOptions): Keeper {
  const beatMs = toBeatMs(visibilitySeconds);
  const holds = new Map<Delivery, Hold>();
  let disarm: (() => void) | undefined;
  let lastAt = 0;
  let nextMs = beatMs;

  const arm = (milliseconds: number): void => {
    lastAt = clock.now();
    nextMs = milliseconds;
    disarm = clock.after(milliseconds, beat);
  };

  function beat(): void {
    disarm?.();
    disarm = undefined;
    // A clock that was set back, or fires early, counts as one beat; one that is late, or was set forward, as what it says.
    const passedMs = Math.max(nextMs, clock.now() - lastAt);
    lastAt = clock.now();
    const due: Hold[] = [];
    let untilEndMs = beatMs;
    for (const hold of holds.values()) {
      hold.awayMs += passedMs;
      hold.totalMs += passedMs;
      if (isLost(hold)) {
        if (hold.awayMs > hold.hiddenMs) giveUp(hold);
        continue;
      }
      // Asking its queue would not help: a standard one hides a message for whoever has ever received it.
      if (hold.awayMs >= hold.hiddenMs) lose(hold, late(passedMs));
      untilEndMs = Math.min(untilEndMs, watchTheEnd(hold) ?? beatMs);
      if (hold.isExtending) loseIfLast(hold, new Error("its queue has not answered in time"));
      else if (!isLost(hold) && hold.awayMs >= (hold.hiddenMs * BEATS_UNTIL_DUE) / BEATS) due.push(hold);
    }
    for (const some of groupsOf(due)) void extend(some);
    onBeat();
    if (holds.size > 0 && disarm === undefined) arm(untilEndMs);
  }

  /** Where there is no further beat to try it at. */
  function loseIfLast(hold: Hold, cause: Error): void {
    if (hold.awayMs + beatMs >= hold.hiddenMs) lose(hold, cause);
  }

  async function extend(some: readonly Hold[]): Promise<void> {
    const [first] = some;
    if (first === undefined) return;
    const seconds = Math.floor(Math.min(first.hiddenMs, ...some.map(leftMs)) / 1000);
    if (seconds < 1) return;
    const before = some.map(({ awayMs, hidings }) => ({ awayMs, hidings }));
    for (const hold of some) hold.isExtending = true;
    const deliveries = some.map(({ delivery }) => delivery);
    const answers = await intake.extend(deliveries, seconds);
    for (const [index, hold] of some.entries()) {
      hold.isExtending = false;
      const asked = before[index];
      if (holds.get(hold.delivery) !== hold || hold.hidings !== asked?.hidings) continue; // done, or hidden otherwise meanwhile
      const answer = answers[index] as Answer;
      if (answer.ok) {
        // Hidden from when it was asked for: beats that passed meanwhile count.
        hold.awayMs -= asked.awayMs;
        emit({ ...aboutDelivery(hold.delivery, { clock }), type: "delivery.extended", hiddenSeconds: seconds });
      } else if (answer.retryable) {
        loseIfLast(hold, answer.error);
      } else {
        lose(hold, answer.error);
      }
    }
  }

  function lose(hold: Hold, cause: Error): void {
    if (isLost(hold)) return;
    const message = `Its message may be in other hands by now, for it could not be hidden for longer: ${cause.message.replace(/\.$/, "")}.`;
    pull(hold, { why: "lost", error: Object.assign(new Error(message, { cause }), { name: "LostError" }) });
    emit({ ...aboutDelivery(hold.delivery, { clock }), type: "delivery.lost", error: toErrorRecord(cause) });
  }

  return {
    take(delivery, awayMs) {
      const hold = createHold(delivery, clock.now() - awayMs, visibilitySeconds * 1000);
      hold.awayMs = awayMs;
      hold.totalMs = awayMs;
      holds.set(delivery, hold);
      if (disarm === undefined) arm(beatMs);
      return hold;
    },
    letGo(hold) {
      if (holds.get(hold.delivery) === hold) holds.delete(hold.delivery);
    },
    async hide(delivery, seconds) {
      const held = holds.get(delivery);
      if (held !== undefined) held.hidings += 1;
      const [answer] = await intake.extend([delivery], seconds);
      if (answer?.ok === false) throw answer.error;
      if (held === undefined) return;
      held.hiddenMs = seconds * 1000;
      held.awayMs = 0;
    },
    catchUp() {
      if (disarm !== undefined && clock.now() - lastAt >= LATE_BEATS * beatMs) beat();
    },
    end() {
      disarm?.();
      disarm = undefined;
      holds.clear();
    },
  };
}

/** As many as one request takes, of one queue, hidden for as long. */
function groupsOf(holds: readonly Hold[]): readonly (readonly Hold[])[] {
  const alike = Map.groupBy(holds, ({ delivery, hiddenMs }) => `${delivery.priority} ${hiddenMs}`);
  return [...alike.values()].flatMap((some) =>
    Array.from({ length: Math.ceil(some.length / MOST_RECEIVED) }, (_, index) =>
      some.slice(index * MOST_RECEIVED, (index + 1) * MOST_RECEIVED),
    ),
  );
}

function late(milliseconds: number): Error {
  const seconds = Math.round(milliseconds / 1000);
  return new Error(
    `nothing was done in this process for ${seconds} seconds: it was blocked or asleep, or its clock was set forward`,
  );
}
