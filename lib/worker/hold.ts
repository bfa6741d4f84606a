// One message in hand: how long it has been away from its queue, and the leash of its run.

import type { Leash, Pull } from "../core/leash.ts";
import type { Delivery } from "../core/ports.ts";

/** What follows a run's leash. */
interface Follower {
  readonly told: (pull: Pull) => void;
  readonly givenUp: (pull: Pull) => void;
}

/** Times are in milliseconds, counted by the keeper's beats: a clock that is set changes none of them. */
export interface Hold {
  readonly delivery: Delivery;
  /** When it was taken, milliseconds since 1970. */
  readonly takenAt: number;
  /** For how long it is hidden at a time. */
  hiddenMs: number;
  /** Since it was last hidden, at the most. */
  awayMs: number;
  /** Since it was received, at the most. */
  totalMs: number;
  /** Whether a request to hide it for longer is under way. */
  isExtending: boolean;
  /** How often it was hidden by what ran it, and not by its heartbeat: an older answer says nothing any more. */
  hidings: number;
  pull: Pull | undefined;
  isGivenUp: boolean;
  /** Whether its job has begun, here or elsewhere. */
  hasBegun: boolean;
  follower: Follower | undefined;
}

export function createHold(delivery: Delivery, takenAt: number, hiddenMs: number): Hold {
  return {
    delivery,
    takenAt,
    hiddenMs,
    awayMs: 0,
    totalMs: 0,
    isExtending: false,
    hidings: 0,
    pull: undefined,
    isGivenUp: false,
    hasBegun: false,
    follower: undefined,
  };
}

/** Tells its run to end; the first reason stays, but that the message is lost outweighs all. */
export function pull(hold: Hold, why: Pull): void {
  if (hold.pull !== undefined && why.why !== "lost") return;
  const wasTold = hold.pull !== undefined;
  hold.pull = why;
  if (!wasTold) hold.follower?.told(why);
}

/** Whether its message may be in other hands by now. */
export function isLost({ pull }: Hold): boolean {
  return pull?.why === "lost";
}

/** Ends the wait for a run that was told to end. */
export function giveUp(hold: Hold): void {
  if (hold.pull === undefined || hold.isGivenUp) return;
  hold.isGivenUp = true;
  hold.follower?.givenUp(hold.pull);
}

export function leashOf(hold: Hold, endsAt: number): Leash {
  return {
    endsAt,
    pulled: () => hold.pull,
    begun() {
      hold.hasBegun = true;
    },
    follow(told, givenUp) {
      hold.follower = { told, givenUp };
      if (hold.pull !== undefined) told(hold.pull);
      if (hold.pull !== undefined && hold.isGivenUp) givenUp(hold.pull);
      return () => {
        hold.follower = undefined;
      };
    },
  };
}
