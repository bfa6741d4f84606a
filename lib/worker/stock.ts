// What is in hand and has not started: units by priority, in the order in which they came.

import { toLanes } from "../core/lanes.ts";
import { open } from "../core/open.ts";
import type { Delivery, Priority } from "../core/ports.ts";
import { dueAt } from "../core/post.ts";
import type { Hold } from "./hold.ts";
import { isApart, type Place, type PlaceOf } from "./place.ts";

/** What is started as one: a message, or those of one FIFO group in their order. */
export interface Unit {
  readonly priority: Priority;
  readonly holds: readonly Hold[];
  /** Whether it may have killed what ran it before: then it runs beside nothing that it could kill. */
  readonly isSuspect: boolean;
  /** What it takes to run. */
  readonly place: Place;
  /** When it was received, milliseconds since 1970. */
  readonly takenAt: number;
}

export interface Stock {
  add(priority: Priority, deliveries: readonly Delivery[], take: (delivery: Delivery) => Hold): void;
  /** The one that is next, of those that may start. */
  first(priority: Priority, mayStart?: (unit: Unit) => boolean): Unit | undefined;
  /** Takes it out. */
  take(unit: Unit): void;
  /** How many messages there are. */
  count(priority: Priority): number;
  /** How many of them need a thread or process of their own. */
  countApart(priority: Priority): number;
  /** Takes out those that are meant, from both. */
  takeAll(isMeant: (unit: Unit) => boolean): readonly Unit[];
}

export function createStock(placeOf: PlaceOf): Stock {
  const units: Record<Priority, Unit[]> = { high: [], low: [] };
  const count: Record<Priority, number> = { high: 0, low: 0 };
  const apart: Record<Priority, number> = { high: 0, low: 0 };
  const counted = ({ priority, holds, place }: Unit, sign: 1 | -1): void => {
    count[priority] += sign * holds.length;
    if (isApart(place)) apart[priority] += sign * holds.length;
  };
  return {
    add(priority, deliveries, take) {
      const { suspects, together, alone } = toLanes(deliveries);
      const push = (mayBeSuspect: boolean) => (lane: readonly Delivery[]) => {
        const holds = lane.map(take);
        const isSuspect = mayBeSuspect && lane.some(isRun);
        const place = outermost(lane.map((delivery) => placeOf(delivery, isSuspect)));
        const unit = { priority, holds, isSuspect, place, takenAt: holds[0]?.takenAt ?? 0 };
        units[priority].push(unit);
        counted(unit, 1);
      };
      together.forEach(push(false));
      [...alone, ...suspects.map((delivery) => [delivery])].forEach(push(true));
    },
    first: (priority, mayStart = () => true) => units[priority].find(mayStart),
    take(unit) {
      const index = units[unit.priority].indexOf(unit);
      if (index < 0) return;
      units[unit.priority].splice(index, 1);
      counted(unit, -1);
    },
    count: (priority) => count[priority],
    countApart: (priority) => apart[priority],
    takeAll(isMeant) {
      const taken: Unit[] = [];
      for (const priority of ["high", "low"] as const) {
        const { out = [], left = [] } = Object.groupBy(units[priority], (unit) => (isMeant(unit) ? "out" : "left"));
        taken.push(...out);
        units[priority] = left;
        for (const unit of out) counted(unit, -1);
      }
      return taken;
    },
  };
}

/** Of what each of a group takes, what the group does: they run one after the other. */
function outermost(places: readonly Place[]): Place {
  return (["process", "thread", "alone"] as const).find((place) => places.includes(place)) ?? "here";
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
