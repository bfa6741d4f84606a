// One queue: joins the shelf of its messages with its settings, those who poll it, its clock and its dead-letter queue.

import type { Clock } from "../../core/ports.ts";
import { invalidValue, SqsError } from "./errors.ts";
import { createHandOut, type Received } from "./hand-out.ts";
import { COOLING_OFF_SECONDS, MAXIMUM_IN_FLIGHT, MAXIMUM_VISIBILITY_SECONDS } from "./limits.ts";
import type { Message } from "./message.ts";
import { createPollers, type Demand } from "./pollers.ts";
import type { QueueSettings } from "./queue-settings.ts";
import { readHandle } from "./receipt.ts";
import { createShelf, type Item, type Origin } from "./shelf.ts";

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
  counts(): { readonly ready: number; readonly inFlight: number; readonly delayed: number };
  send(posts: readonly Post[]): void;
  /** Takes in a message that another queue gave up. */
  accept(message: Message, origin: Origin): void;
  receive(demand: Demand): readonly Received[] | Promise<readonly Received[]>;
  delete(handle: string): void;
  changeVisibility(handle: string, seconds: number): void;
  purge(): void;
  /** Sends the pollers away. The queue is not used after it. */
  close(reason: SqsError): void;
}

interface QueueOptions {
  readonly name: string;
  readonly arn: string;
  readonly settings: QueueSettings;
  readonly clock: Clock;
  readonly findByArn: (arn: string) => Queue | undefined;
}

export function createQueue({ name, arn, settings: initial, clock, findByArn }: QueueOptions): Queue {
  const createdAt = clock.now();
  let settings = initial;
  let modifiedAt = createdAt;
  let purgedAt = Number.NEGATIVE_INFINITY;
  const shelf = createShelf();

  const refresh = (): number => {
    const now = clock.now();
    shelf.refresh(now, settings.retentionSeconds * 1000);
    return now;
  };

  const hand = createHandOut({ name, arn, shelf, findByArn });
  const take = (demand: Demand): readonly Received[] => hand(demand, settings, refresh());
  const pollers = createPollers({ clock, take, nextReadyAt: shelf.nextReadyAt });

  const find = (handle: string): { readonly item: Item | undefined; readonly stale: boolean } => {
    const receipt = readHandle(handle, name);
    refresh();
    const item = shelf.findHanded(receipt.sequence);
    // A queue that was deleted and made again counts from the start.
    if (item?.message.id !== receipt.messageId) return { item: undefined, stale: true };
    return { item, stale: item.receives !== receipt.receive };
  };

  return {
    name,
    arn,
    createdAt,
    settings: () => settings,
    modifiedAt: () => modifiedAt,
    configure(changed) {
      settings = changed;
      modifiedAt = clock.now();
    },
    counts() {
      refresh();
      return { ready: shelf.count("ready"), inFlight: shelf.count("in-flight"), delayed: shelf.count("delayed") };
    },
    send(posts) {
      const now = clock.now();
      for (const { message, delaySeconds } of posts) shelf.put(message, now + delaySeconds * 1000, now);
      pollers.serve();
    },
    accept(message, origin) {
      const now = clock.now();
      shelf.put(message, now, now, origin);
      pollers.serve();
    },
    receive(demand) {
      const received = take(demand);
      if (received.length > 0) return received;
      if (demand.waitSeconds > 0) return pollers.wait(demand);
      if (shelf.count("in-flight") < MAXIMUM_IN_FLIGHT) return [];
      // As AWS has it: a long poll waits for room, a short one is told.
      const message = `The queue ${name} has ${MAXIMUM_IN_FLIGHT} messages in flight, the most there may be. Delete some first.`;
      throw new SqsError("OverLimit", message);
    },
    delete(handle) {
      const { item, stale } = find(handle);
      // AWS answers success either way, and keeps a message that has been received again since.
      if (item === undefined || stale) return;
      shelf.remove(item);
      pollers.serve();
    },
    changeVisibility(handle, seconds) {
      const { item } = find(handle);
      if (item === undefined) {
        const reason = "Message does not exist or is not available for visibility timeout change.";
        throw invalidValue("ReceiptHandle", handle, reason);
      }
      const until = clock.now() + seconds * 1000;
      if (until - item.lastReceivedAt > MAXIMUM_VISIBILITY_SECONDS * 1000) {
        const limit = `beyond the limit [${MAXIMUM_VISIBILITY_SECONDS} seconds]`;
        throw invalidValue("VisibilityTimeout", seconds, `Total VisibilityTimeout for the message is ${limit}.`);
      }
      // As on AWS (LocalStack's tests validated there): a stale handle works here, and so does one whose time is over.
      shelf.hide(item, until);
      pollers.serve();
    },
    purge() {
      const now = clock.now();
      if (now - purgedAt < COOLING_OFF_SECONDS * 1000) {
        const rule = `is allowed every ${COOLING_OFF_SECONDS} seconds.`;
        throw new SqsError("PurgeQueueInProgress", `Only one PurgeQueue operation on ${name} ${rule}`);
      }
      purgedAt = now;
      shelf.clear();
    },
    close: pollers.dismiss,
  };
}
