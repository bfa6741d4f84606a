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
  /** Takes out those that are meant, from both. */
  take(isMeant: (unit: Unit) => boolean): readonly Unit[];
}

export function createStock(): Stock {
  const units: Record<Priority, Unit[]> = { high: [], low: [] };
  const count: Record<Priority, number> = { high: 0, low: 0 };
  return {
    add(priority, deliveries, take) {
      const { suspects, together, alone } = toLanes(deliveries);
      const push = (mayBeSuspect: boolean) => (lane: readonly Delivery[]) => {
        const holds = lane.map(take);
        const isSuspect = mayBeSuspect && lane.some(isRun);
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
    take(isMeant) {
      const taken: Unit[] = [];
      for (const priority of ["high", "low"] as const) {
        const { out = [], left = [] } = Object.groupBy(units[priority], (unit) => (isMeant(unit) ? "out" : "left"));
        taken.push(...out);
        units[priority] = left;
        count[priority] = left.reduce((sum, { holds }) => sum + holds.length, 0);
      }
      return taken;
    },
  };
}

/** What can't be read is never run, and kills nothing. */
function isRun(delivery: Delivery): boolean {
  return open(delivery).ok;
}

/** Since when the unit's job could have run, milliseconds since 1970; since it was sent, where it can't be read. */
function dueSince({ holds }: Unit): number {
  const delivery = holds[0]?.delivery;
  if (delivery === undefined) return 0;
  const opened = open(delivery);
  return opened.ok ? dueAt(opened.envelope) : delivery.sentAt;
}

/** From when on, in milliseconds since 1970, a low unit may start before high ones. */
export function agesAt(unit: Unit, agingSeconds: number): number {
  return dueSince(unit) + agingSeconds * 1000;
}
