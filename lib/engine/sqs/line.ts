// The line of a queue: in which order its ready messages are handed out. What it is told of them, the shelf decides.

import type { Item } from "./item.ts";

/** What a line knows follows from the states of the queue's messages: it has none of its own to keep. */
export interface Line {
  /** The item has come into the state that it has. Of those that are ready, the line keeps the places. */
  enter(item: Item): void;
  /** The item is about to leave the state that it has. */
  leave(item: Item): void;
  /** The item, which has left its state, is in this queue no more. */
  forget(item: Item): void;
  /**
   * Opens one receive. Each call of what it returns gives the message that may be handed out next, together with those
   * before it; between two calls, it must be handed out or removed.
   */
  open(): () => Item | undefined;
}
