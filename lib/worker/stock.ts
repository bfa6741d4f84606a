// What is in hand and has not started: units by priority, in the order in which they came.

import { toLanes } from "../core/lanes.ts";
import { open } from "../core/open.ts";
import type { Delivery, Priority } from "../core/ports.ts";
import { dueAt } from "../core/post.ts";
import type { Hold } from "./hold.ts";

/** What is started as one: a message, or those of one FIFO group in their order. */
export interface Unit {
  readonly priority: Priority;
  readonly holds: readonly Hold[];
  /** Whether it may have killed what ran it before: then it runs beside nothing that it could kill. */
  readonly isSuspect: boolean;
  /** When it was received, milliseconds since 1970. */
  readonly takenAt: number;
}

export interface Stock {
  add(priority: Priority, deliveries: readonly Delivery[], take: (delivery: Delivery) => Hold): void;
  /** The one that is next. */
  first(priority: Priority): Unit | undefined;
  /** Takes it out. */
  shift(priority: Priority): Unit | undefined;
  /** How many messages there are. */
  count(priority: Priority): number;
  /** Takes out those that were received until then, milliseconds since 1970. */
  takeOld(until: number): readonly Unit[];
}

export function createStock(): Stock {
  const units: Record<Priority, Unit[]> = { high: [], low: [] };
  const count: Record<Priority, number> = { high: 0, low: 0 };
  return {
    add(priority, deliveries, take) {
      const { suspects, together, alone } = toLanes(deliveries);
      const push = (isSuspect: boolean) => (lane: readonly Delivery[]) => {
        const holds = lane.map(take);
        units[priority].push({ priority, holds, isSuspect, takenAt: holds[0]?.takenAt ?? 0 });
      };
      together.forEach(push(false));
      [...alone, ...suspects.map((delivery) => [delivery])].forEach(push(true));
      count[priority] += deliveries.length;
    },
    first: (priority) => units[priority][0],
    shift(priority) {
      const unit = units[priority].shift();
      count[priority] -= unit?.holds.length ?? 0;
      return unit;
    },
    count: (priority) => count[priority],
    takeOld(until) {
      const old: Unit[] = [];
      for (const priority of ["high", "low"] as const) {
        old.push(...units[priority].filter(({ takenAt }) => takenAt <= until));
        units[priority] = units[priority].filter(({ takenAt }) => takenAt > until);
        count[priority] = units[priority].reduce((sum, { holds }) => sum + holds.length, 0);
      }
      return old;
    },
  };
}

/** Since when the unit's job could have run, milliseconds since 1970; since it was sent, where it can't be read. */
export function dueSince({ holds }: Unit): number {
  const delivery = holds[0]?.delivery;
  if (delivery === undefined) return 0;
  const opened = open(delivery);
  return opened.ok ? dueAt(opened.envelope) : delivery.sentAt;
}
