// The line of a FIFO queue: the messages of a group in their order, none while one before it is in flight or delayed.
// So it is on AWS (LocalStack's tests validated there): what is handed out of a group follows from its messages alone,
// one receive takes as many of a group as it can before it turns to the next, and a group that is free again is the last.

import { addEntry, createEntry, createHeap, type HeapEntries, type HeapEntry, removeEntry } from "../heap.ts";
import type { Item } from "./item.ts";
import type { Line } from "./line.ts";

interface Group {
  readonly id: string;
  /** By sequence, both. What is not ready keeps back all that comes after it. */
  readonly ready: HeapEntries<Item>;
  readonly blocking: HeapEntries<Item>;
  /** Where it stands among the groups that have a message to give: the last to get one is the last. */
  readonly place: HeapEntry<Group>;
}

export function createFifoLine(): Line {
  const groups = new Map<string, Group>();
  const free = createHeap<Group>();
  // Where each message that is not ready stands in its group: its own place is among those that wait for their time.
  const blocks = new Map<Item, HeapEntry<Item>>();
  let turns = 0;

  const groupOf = ({ message: { groupId = "" } }: Item): Group => {
    let group = groups.get(groupId);
    if (group === undefined) {
      group = createGroup(groupId);
      groups.set(groupId, group);
    }
    return group;
  };

  const settle = (group: Group): void => {
    const { place } = group;
    const isFree = firstOf(group) !== undefined;
    if (isFree === place.position >= 0) return;
    if (isFree) {
      place.rank = ++turns;
      free.add(place);
    } else free.remove(place);
  };

  return {
    enter(item) {
      const group = groupOf(item);
      if (item.state === "ready") addEntry(group.ready, item.place);
      else {
        const block = createEntry(item, item.sequence);
        blocks.set(item, block);
        addEntry(group.blocking, block);
      }
      settle(group);
    },
    leave(item) {
      // The group is settled when the item has its next state: it must not lose its turn in between.
      const group = groupOf(item);
      const block = blocks.get(item);
      if (block === undefined) removeEntry(group.ready, item.place);
      else {
        blocks.delete(item);
        removeEntry(group.blocking, block);
      }
    },
    forget(item) {
      const group = groupOf(item);
      settle(group);
      if (group.ready.length === 0 && group.blocking.length === 0) groups.delete(group.id);
    },
    open() {
      let group: Group | undefined;
      // What this receive took of the group keeps the rest back from others, but not from this receive.
      let own: Item | undefined;
      let end = Number.POSITIVE_INFINITY;
      return () => {
        const next = group?.ready[0];
        const blocker = group?.blocking[0];
        const isOurs = blocker === undefined || blocker.item === own;
        if (next !== undefined && next.rank < end && isOurs) {
          if (own?.state !== "in-flight") own = next.item;
          return next.item;
        }
        group = free.first()?.item;
        end = group?.blocking[0]?.rank ?? Number.POSITIVE_INFINITY;
        own = group === undefined ? undefined : firstOf(group);
        return own;
      };
    },
    clear() {
      groups.clear();
      free.clear();
      blocks.clear();
    },
  };
}

/** The message that a group may give now. */
function firstOf({ ready: [next], blocking: [blocker] }: Group): Item | undefined {
  return next !== undefined && (blocker === undefined || next.rank < blocker.rank) ? next.item : undefined;
}

// Stands in until the group's own entry is there, which points back at it.
const NOWHERE = createEntry<Group>(undefined as never, 0);

function createGroup(id: string): Group {
  const group = { id, ready: [], blocking: [], place: NOWHERE };
  group.place = createEntry<Group>(group, 0);
  return group;
}
