// What the kernel needs from the world: each port is as small as its user, and has at least two implementations.

import type { SpooledMessage } from "./prepared-message.ts";

/** Time, so that everything that waits can be run by a test. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /**
   * Calls `wake` once, `milliseconds` from now, and returns what cancels it.
   *
   * @param whileNeeded whether the process may end before, when nothing else keeps it; default `false`.
   */
  after(milliseconds: number, wake: () => void, whileNeeded?: boolean): () => void;
}

/** Which pair of queues a message belongs to. */
export type Priority = "high" | "low";

/** One message on its way out: an envelope already sealed. */
export interface Post {
  readonly id: string;
  /** The JSON text of the envelope. */
  readonly body: string;
  readonly priority: Priority;
  /** Whole seconds until it may be received, 0 to `Limits.delaySeconds`. */
  readonly delaySeconds: number;
  /** When it is due, milliseconds since 1970, where that is further away than a queue can hold it back. */
  readonly dueAt?: number | undefined;
  /** The group in a FIFO queue that it comes from; where it comes from none, its job is its group. */
  readonly group?: string | undefined;
  /** Whether it must not be signed: nobody who has the keys vouches for it. */
  readonly isUnsigned?: boolean;
}

/** What became of one message: taken by the broker, or refused with the error that says why. */
export type Posted = { readonly ok: true } | { readonly ok: false; readonly error: Error };

/** Where messages go. */
export interface Broker {
  /** Posts new messages. One answer each, in their order; rejects only when nothing could be tried. */
  send(posts: readonly Post[]): Promise<readonly Posted[]>;
  /** Posts the next attempt of a message that is in hand. Rejects unless it is taken. */
  retry(post: Post): Promise<void>;
  /** Posts a message to the dead-letter queue of its priority. Rejects unless it is taken. */
  bury(post: Post): Promise<void>;
}

/** What is done with messages that are in hand. */
export interface Inbox {
  /** Deletes messages whose jobs have ended, before the runtime does. Rejects unless all are deleted. */
  acknowledge(deliveries: readonly Delivery[]): Promise<void>;
  /** Has the queue hand it out again so many seconds from now, 0 to 43,200, unless it is acknowledged before. */
  hide(delivery: Delivery, seconds: number): Promise<void>;
  /** How long its queue hides a message that it hands out, in seconds, unless it is told otherwise. */
  visibilitySeconds(delivery: Delivery): Promise<number>;
}

/** What became of one message that was to be hidden or deleted; where it failed, `retryable` tells whether it may yet succeed. */
export type Answer = { readonly ok: true } | { readonly ok: false; readonly error: Error; readonly retryable: boolean };

/** What a receive brought, or why it brought nothing; `retryable`: whether waiting may mend that. */
export type Received =
  | { readonly ok: true; readonly deliveries: readonly Delivery[] }
  | { readonly ok: false; readonly error: Error; readonly retryable: boolean };

/** How a receive is asked for. */
interface ReceiveOptions {
  /** How many messages at most: 1 to 10. */
  readonly count: number;
  /** How long the first is waited for: 0 to 20 whole seconds. */
  readonly waitSeconds: number;
  /** How long they are hidden from others: 0 to 43,200 whole seconds. */
  readonly hideSeconds: number;
}

/** The queues as a long-running worker reads them: many messages with each request, each with its own answer. What fails is an answer too. */
export interface Intake {
  receive(priority: Priority, options: ReceiveOptions): Promise<Received>;
  /** Hides at most ten deliveries of one priority for so many seconds from now. One answer each, in their order. */
  extend(deliveries: readonly Delivery[], seconds: number): Promise<readonly Answer[]>;
  /** Deletes at most ten deliveries of one priority. One answer each, in their order. */
  remove(deliveries: readonly Delivery[]): Promise<readonly Answer[]>;
  /** Lets go of connections. */
  close(): void;
}

/** Both ends of the queues. */
export type Queues = Broker & Inbox;

/** Why a message is not run, where signing keys are set. */
export interface Distrust {
  readonly reason: "unsigned" | "unknown_key" | "bad_signature";
  /** What the message says that its key is called. */
  readonly keyId?: string;
  /** Why the keys could not be asked for anew: until they can, nobody knows, and it stays in its queue. */
  readonly unsure?: string;
}

/** One message as it came in. */
export interface Delivery {
  /** The queue's own id of the message. */
  readonly messageId: string;
  readonly body: string;
  /** The queue that it came from, as the runtime names it (in Lambda its ARN). */
  readonly queue: string;
  /** That queue's priority. */
  readonly priority: Priority;
  /** When it was sent, milliseconds since 1970. */
  readonly sentAt: number;
  /** What stands for it in requests to the queue. */
  readonly receipt: string;
  /** How often the queue has handed it out, this time included. More than once: it was not settled the last time. */
  readonly receives: number;
  /** When it was handed out for the first time, milliseconds since 1970. */
  readonly firstReceivedAt: number;
  /** Of a FIFO queue, its group: whoever handles it keeps the group's order. `undefined` on a standard queue. */
  readonly group: string | undefined;
  /** Why it is not to be run: where signing keys are set, its signature has been looked at. */
  readonly distrust?: Distrust | undefined;
  /** Whether it is run without a signature, only because none is needed as yet: what is sent on of it gets none either. */
  readonly isUnsigned?: boolean;
  /** Its arguments as JSON, where they are not in its body and have been fetched. */
  readonly args?: string | undefined;
}

/** A message that is sent at times of its own. */
export interface ScheduledPost {
  /** 1 to 64 letters, digits, `-`, `_` and `.`: one of a kind in its group. */
  readonly name: string;
  /** AWS's: `at(…)`, which is forgotten once it was sent, `rate(…)` or `cron(…)`. */
  readonly expression: string;
  /** A name of the IANA database. */
  readonly timeZone: string;
  readonly enabled: boolean;
  /** The JSON text of the envelope. */
  readonly body: string;
  readonly priority: Priority;
  /** When it was made, milliseconds since 1970; told by the scheduler. */
  readonly createdAt?: number | undefined;
  /** When it was last changed; at first, when it was made. */
  readonly changedAt?: number | undefined;
}

/** Keeps messages and sends each to its queue when it is time. */
export interface Scheduler {
  /** @returns false, and changes nothing, where one of the same name is there already. */
  create(scheduled: ScheduledPost): Promise<boolean>;
  /** Puts it in the place of the one of the same name; false where none is there. */
  replace(scheduled: ScheduledPost): Promise<boolean>;
  find(name: string): Promise<ScheduledPost | undefined>;
  /** @returns false where it wasn't there. */
  remove(name: string): Promise<boolean>;
  /** Those whose names begin so, by their names; all for `""`. */
  list(prefix: string): Promise<readonly ScheduledPost[]>;
}

/** Keeps bytes by name, where a message has no room for them. */
export interface Blobs {
  /** What messages call it: the bucket's name. */
  readonly bucket: string;
  /** Writes the bytes, in place of what was there; resolves once they are kept. Rejects with `ErrandError` `store_failed`. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /**
   * The bytes; `undefined` where nothing of that name is there. Of more than `mostBytes`, the first `mostBytes` + 1. Rejects
   * with `ErrandError` `store_failed` where it can't be told.
   */
  get(key: string, mostBytes: number): Promise<Uint8Array | undefined>;
  /** Deletes them, and does nothing where they are gone. Rejects with `ErrandError` `store_failed`. */
  remove(key: string): Promise<void>;
}

/** What became of a spooled message: its queue has it, would never take it, or has not been reached. */
export type SpoolFate = "sent" | "refused" | "left";

/** Spooled messages in one hand: for so long nobody else sends them. */
export interface SpoolClaim {
  /** The oldest that are left of what one process has written, in their order; at least one. */
  readonly messages: readonly SpooledMessage[];
  /**
   * Notes what became of them, one each in their order, and lets go: what was sent is forgotten, what was refused is set aside for
   * a person to look at, what is left comes again.
   *
   * @returns what was noted: `left` also where that failed, as on a full disk, and the message comes again.
   */
  settle(fates: readonly SpoolFate[]): Promise<readonly SpoolFate[]>;
}

/** How much waits on this machine. */
export interface SpoolStatus {
  readonly messages: number;
  readonly bytes: number;
  /** When the oldest was written, milliseconds since 1970; `undefined` where none waits. */
  readonly oldestAt: number | undefined;
  /** What no queue would take, and lines that could not be read: kept for a person to look at. */
  readonly setAside: number;
}

/** How a spool is kept. */
export interface SpoolOptions {
  readonly directory: string;
  /** How many bytes all its files may hold together, other processes' too. */
  readonly maxBytes: number;
  readonly clock: Clock;
  /** Hears, as a sentence, of lines that can't be read and messages that no queue takes. */
  readonly onProblem: (problem: string) => void;
}

/** Messages that wait on this machine until their queue can be reached, shared by all processes that use the same directory. */
export interface Spool {
  /**
   * Resolves once they are on the disk: then no crash loses them. Rejects with `ErrandError` `spool_full` or `spool_failed`; then
   * none of them is kept.
   */
  append(messages: readonly SpooledMessage[]): Promise<void>;
  /** At most so many of the oldest that nobody else has in hand, and that are wanted (default: all); `undefined` where there are none. */
  claim(most: number, isWanted?: (message: SpooledMessage) => boolean): Promise<SpoolClaim | undefined>;
  status(): Promise<SpoolStatus>;
  /** Lets go of files. */
  close(): Promise<void>;
}

/** What the queues can carry. */
export interface Limits {
  /** The longest that a queue holds a message back, in seconds. */
  readonly delaySeconds: number;
  /** The largest message, in bytes of UTF-8. */
  readonly messageBytes: number;
}
