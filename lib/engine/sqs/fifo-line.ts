// The line of a FIFO queue: the messages of a group in their order, none while one before it is in flight or delayed.
// So it is on AWS (LocalStack's tests validated there): what is handed out of a group follows from its messages alone,
// one receive takes as many of a group as it can before it turns to the next, and a group that is free again is the last.

import { addEntry, createEntry, createHeap, type HeapEntries, type HeapEntry, removeEntry } from "../heap.ts";
import type { Item } from "./item.ts";
import type { Line } from "./line.ts";

/** Its own entry among the groups that have a message to give: the last to get one is the last. */
interface Group extends HeapEntry<Group> {
  readonly id: string;
  /** By sequence, both. What is not ready keeps back all that comes after it. */
  readonly ready: HeapEntries<Item>;
  readonly blocking: HeapEntries<Item>;
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
    const isFree = firstOf(group) !== undefined;
    if (isFree === group.position >= 0) return;
    if (isFree) {
      group.rank = ++turns;
      free.add(group);
    } else free.remove(group);
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
  };
}

/** The message that a group may give now. */
function firstOf({ ready: [next], blocking: [blocker] }: Group): Item | undefined {
  return next !== undefined && (blocker === undefined || next.rank < blocker.rank) ? next.item : undefined;
}

function createGroup(id: string): Group {
  const group = { item: undefined as unknown as Group, rank: 0, position: -1, id, ready: [], blocking: [] };
  group.item = group;
  return group;
}
