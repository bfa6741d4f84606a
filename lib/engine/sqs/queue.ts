// One queue: joins the shelf of its messages with its settings, those who poll it, its clock and its dead-letter queue.

import type { Clock } from "../../core/ports.ts";
import type { Journal } from "../data/journal.ts";
import type { Faults } from "../faults.ts";
import { createDeduplication, type Sent, toDeduplicationKey } from "./deduplication.ts";
import { SqsError } from "./errors.ts";
import { createFairLine } from "./fair-line.ts";
import { createFifoLine } from "./fifo-line.ts";
import { createHandOut, type Received } from "./hand-out.ts";
import { createInHand } from "./in-hand.ts";
import type { Item, Origin } from "./item.ts";
import { createKeepers } from "./kept.ts";
import { COOLING_OFF_SECONDS, MAXIMUM_IN_FLIGHT } from "./limits.ts";
import type { Message } from "./message.ts";
import { createPollers, type Demand } from "./pollers.ts";
import type { QueueSettings } from "./queue-settings.ts";
import type { QueueState, Tags } from "./queue-state.ts";
import type { KeptQueue } from "./restore.ts";
import { createShelf } from "./shelf.ts";

/** A message on its way in. */
export interface Post {
  readonly message: Message;
  readonly delaySeconds: number;
}

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  settings(): QueueSettings;
  modifiedAt(): number;
  configure(settings: QueueSettings): void;
  tags(): Tags;
  tag(tags: Tags): void;
  counts(): { readonly ready: number; readonly inFlight: number; readonly delayed: number };
  /** Takes messages in, all at once, so that one long poll gets them together. What it gives stands in their order. */
  send(posts: readonly Post[]): readonly Sent[];
  /** Takes in a message that another queue gave up. */
  accept(message: Message, origin: Origin): void;
  /** The first in line, for one who wants to move it. */
  first(): Item | undefined;
  remove(item: Item): void;
  receive(demand: Demand): readonly Received[] | Promise<readonly Received[]>;
  delete(handle: string): void;
  changeVisibility(handle: string, seconds: number): void;
  purge(): void;
  /** Forgets everything, and sends the pollers away. The queue is not used after it. */
  close(reason: SqsError): void;
}

interface QueueOptions {
  readonly name: string;
  readonly arn: string;
  readonly settings: QueueSettings;
  readonly tags: Tags;
  readonly clock: Clock;
  readonly findByArn: (arn: string) => Queue | undefined;
  readonly faults: () => Faults;
  readonly journal: Journal;
  /** What an earlier process has kept of it; `undefined` of a new queue. */
  readonly kept: KeptQueue | undefined;
}

export function createQueue(options: QueueOptions): Queue {
  const { name, arn, settings, tags, clock, findByArn, faults, journal, kept } = options;
  const createdAt = kept?.record.createdAt ?? clock.now();
  const keep = createKeepers(journal, name);
  const line = settings.fifo === undefined ? createFairLine() : createFifoLine();
  const shelf = createShelf(line, keep, kept?.record.lastSequence);
  const memory = createDeduplication(keep.remembered, kept?.remembered);
  const state: QueueState = {
    name,
    settings,
    tags,
    createdAt,
    modifiedAt: kept?.record.modifiedAt ?? createdAt,
    purgedAt: Number.NEGATIVE_INFINITY,
    isDeleted: false,
    lastSequence: shelf.lastSequence,
  };
  if (kept === undefined) keep.queue(state);
  else for (const { message, receive } of kept.items) shelf.restore(message, receive);

  const refresh = (): number => {
    const now = clock.now();
    shelf.refresh(now, state.settings.retentionSeconds * 1000);
    return now;
  };

  const hand = createHandOut({ name, arn, shelf, findByArn, faults });
  const take = (demand: Demand): readonly Received[] => hand(demand, state.settings, refresh());
  const pollers = createPollers({ clock, take, nextReadyAt: shelf.nextReadyAt });
  const inHand = createInHand({ queueName: name, isFifo: settings.fifo !== undefined, clock, shelf });

  const put = ({ message, delaySeconds }: Post, now: number, origin?: Origin): Sent => {
    const sequence = shelf.put(message, now + delaySeconds * 1000, now, origin);
    keep.queue(state); // the last place given: it is given once, also after a start
    return { messageId: message.id, sequence };
  };

  const putOnce = (post: Post, scope: "queue" | "messageGroup", now: number): Sent => {
    const { groupId = "", deduplicationId = "" } = post.message;
    const key = toDeduplicationKey(scope, groupId, deduplicationId);
    const earlier = memory.find(key, now);
    if (earlier !== undefined) return earlier;
    const sent = put(post, now);
    memory.remember(key, sent, now);
    return sent;
  };

  return {
    name,
    arn,
    createdAt,
    settings: () => state.settings,
    modifiedAt: () => state.modifiedAt,
    configure(changed) {
      const isDelayChanged = changed.delaySeconds !== state.settings.delaySeconds;
      state.settings = changed;
      state.modifiedAt = refresh();
      keep.queue(state);
      // Of a standard queue, only what is sent from now on: SQSDeveloperGuide/sqs-delay-queues.html.
      if (changed.fifo === undefined || !isDelayChanged) return;
      shelf.delayAll(changed.delaySeconds * 1000);
      pollers.serve();
    },
    tags: () => state.tags,
    tag(changed) {
      state.tags = changed;
      keep.queue(state);
    },
    counts() {
      refresh();
      return { ready: shelf.count("ready"), inFlight: shelf.count("in-flight"), delayed: shelf.count("delayed") };
    },
    send(posts) {
      const now = clock.now();
      const { fifo } = state.settings;
      const sent = posts.map((post) =>
        fifo === undefined ? put(post, now) : putOnce(post, fifo.deduplicationScope, now),
      );
      pollers.serve();
      return sent;
    },
    accept(message, origin) {
      put({ message, delaySeconds: 0 }, clock.now(), origin);
      pollers.serve();
    },
    first() {
      refresh();
      return shelf.open()();
    },
    remove(item) {
      shelf.remove(item);
      pollers.serve();
    },
    receive(demand) {
      const received = take(demand);
      if (received.length > 0) return received;
      if (demand.waitSeconds > 0) return pollers.wait(demand);
      // As AWS has it: a long poll waits for room, a short one is told, but at a FIFO queue it gets nothing.
      if (state.settings.fifo !== undefined || shelf.count("in-flight") < MAXIMUM_IN_FLIGHT) return [];
      const message = `The queue ${name} has ${MAXIMUM_IN_FLIGHT} messages in flight, the most there may be. Delete some first.`;
      throw new SqsError("OverLimit", message);
    },
    delete(handle) {
      refresh();
      inHand.delete(handle);
      pollers.serve();
    },
    changeVisibility(handle, seconds) {
      refresh();
      inHand.changeVisibility(handle, seconds);
      pollers.serve();
    },
    purge() {
      const now = clock.now();
      if (now - state.purgedAt < COOLING_OFF_SECONDS * 1000) {
        const rule = `is allowed every ${COOLING_OFF_SECONDS} seconds.`;
        throw new SqsError("PurgeQueueInProgress", `Only one PurgeQueue operation on ${name} ${rule}`);
      }
      state.purgedAt = now;
      shelf.clear();
      // On AWS too, a purge forgets what was sent.
      memory.clear();
    },
    close(reason) {
      state.isDeleted = true;
      shelf.clear();
      memory.clear();
      keep.queue(state);
      pollers.dismiss(reason);
    },
  };
}
