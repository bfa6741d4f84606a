// The port to the dead-letter queues: their messages looked at, hidden meanwhile, and deleted.

import type { Posted, Priority } from "./ports.ts";

/** By what a message of a dead-letter queue is known while it is in hand: for so long nobody else gets it. */
export interface DeadHandle {
  /** The queue's own id of the message. */
  readonly messageId: string;
  /** What the queue gave at the receive; a later receive of the same message gives another. */
  readonly handle: string;
  /** Of the dead-letter queue that it lies in. */
  readonly priority: Priority;
}

/** One message of a dead-letter queue. */
export interface DeadMessage extends DeadHandle {
  readonly body: string;
  /** When it was sent, milliseconds since 1970; one that SQS itself moved here keeps the time of its first sending. */
  readonly sentAt: number;
  /** The ARN of the queue that SQS itself moved it from; `undefined` where something sent it here. */
  readonly movedFrom: string | undefined;
  /** Of a FIFO queue, its group. */
  readonly group: string | undefined;
}

/** How many messages a dead-letter queue holds, about. */
interface DeadCounts {
  readonly visible: number;
  /** In somebody's hand. */
  readonly inHand: number;
}

/** Looks into the dead-letter queues, and clears them. */
export interface Inspector {
  /** Up to ten messages, hidden from others for so many seconds; none where the queue has none to give. */
  receive(priority: Priority, hideSeconds: number): Promise<readonly DeadMessage[]>;
  /**
   * Hides messages for so many seconds from now, 0 to show them at once: at most ten, of one priority.
   *
   * @returns one answer each, in their order; rejects only when nothing could be tried.
   */
  hide(messages: readonly DeadHandle[], seconds: number): Promise<readonly Posted[]>;
  /** Deletes messages, likewise. */
  remove(messages: readonly DeadHandle[]): Promise<readonly Posted[]>;
  count(priority: Priority): Promise<DeadCounts>;
}
