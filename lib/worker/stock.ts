// What is in hand and has not started: units by priority, in the order in which they came.

import { toLanes } from "../core/lanes.ts";
import { open } from "../core/open.ts";
import type { Delivery, Priority } from "../core/ports.ts";
import { dueAt } from "../core/post.ts";
import { isUrgent } from "../core/urgency.ts";
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
  /** The one that is next, of those for which there is a place. */
  first(priority: Priority, mayBeSuspect?: boolean): Unit | undefined;
  take(unit: Unit): void;
  /** How many messages there are. */
  count(priority: Priority): number;
  /** How many of them may have killed what ran them. */
  suspects(priority: Priority): number;
  /** Takes out those that were received until then, milliseconds since 1970. */
  takeOld(until: number): readonly Unit[];
  /** Takes out all. */
  takeAll(): readonly Unit[];
}

export function createStock(): Stock {
  const units: Record<Priority, Unit[]> = { high: [], low: [] };
  const count: Record<Priority, number> = { high: 0, low: 0 };
  const suspects: Record<Priority, number> = { high: 0, low: 0 };
  const counted = ({ priority, holds, isSuspect }: Unit, sign: 1 | -1): void => {
    count[priority] += sign * holds.length;
    if (isSuspect) suspects[priority] += sign * holds.length;
  };
  const takeOut = (isTaken: (unit: Unit) => boolean): readonly Unit[] => {
    const taken: Unit[] = [];
    for (const priority of ["high", "low"] as const) {
      const { out = [], left = [] } = Object.groupBy(units[priority], (unit) => (isTaken(unit) ? "out" : "left"));
      taken.push(...out);
      units[priority] = left;
      for (const unit of out) counted(unit, -1);
    }
    return taken;
  };
  return {
    add(priority, deliveries, take) {
      const { suspects, together, alone } = toLanes(deliveries);
      const push = (mayBeSuspect: boolean) => (lane: readonly Delivery[]) => {
        const holds = lane.map(take);
        const isSuspect = mayBeSuspect && lane.some(isRun);
        const unit = { priority, holds, isSuspect, takenAt: holds[0]?.takenAt ?? 0 };
        units[priority].push(unit);
        counted(unit, 1);
      };
      together.forEach(push(false));
      [...alone, ...suspects.map((delivery) => [delivery])].forEach(push(true));
    },
    first: (priority, mayBeSuspect = true) =>
      mayBeSuspect ? units[priority][0] : units[priority].find(({ isSuspect }) => !isSuspect),
    take(unit) {
      const own = units[unit.priority];
      own.splice(own.indexOf(unit), 1);
      counted(unit, -1);
    },
    count: (priority) => count[priority],
    suspects: (priority) => suspects[priority],
    takeOld: (until) => takeOut((unit) => unit.takenAt <= until && !isToStay(unit)),
    takeAll: () => takeOut(() => true),
  };
}

/** What can't be read is never run, and kills nothing. */
function isRun(delivery: Delivery): boolean {
  return open(delivery).ok;
}

/** Put off so often for the sake of others that those wait for it now: else it might never be its turn. */
function isToStay({ isSuspect, holds: [hold] }: Unit): boolean {
  const opened = isSuspect && hold !== undefined ? open(hold.delivery) : undefined;
  return opened?.ok === true && isUrgent(opened.envelope);
}

/** Since when the unit's job could have run, milliseconds since 1970; since it was sent, where it can't be read. */
export function dueSince({ holds }: Unit): number {
  const delivery = holds[0]?.delivery;
  if (delivery === undefined) return 0;
  const opened = open(delivery);
  return opened.ok ? dueAt(opened.envelope) : delivery.sentAt;
}
