// Which messages a receive gets: the first in line, while there is room in flight, but for those that were received too often.
// Two faults strike here, at standard queues only, as on AWS: another than the first, and one that stays to be had again.

import type { Faults } from "../faults.ts";
import type { Item, Origin } from "./item.ts";
import { MAXIMUM_IN_FLIGHT } from "./limits.ts";
import type { Message } from "./message.ts";
import type { Demand } from "./pollers.ts";
import type { QueueSettings } from "./queue-settings.ts";
import { toHandle } from "./receipt.ts";
import type { Shelf } from "./shelf.ts";

/** A message as it is handed out. */
export interface Received {
  readonly message: Message;
  readonly handle: string;
  /** Its place in the queue that gave it. */
  readonly sequence: number;
  /** How often it has been received, in the queues that it was redriven from too. */
  readonly receives: number;
  readonly firstReceivedAt: number;
  /** The queue that it was redriven from. */
  readonly sourceArn: string | undefined;
}

/** Where a message goes that was received too often. */
interface DeadLetterQueue {
  accept(message: Message, origin: Origin): void;
}

interface HandOutOptions {
  readonly name: string;
  readonly arn: string;
  readonly shelf: Shelf;
  readonly findByArn: (arn: string) => DeadLetterQueue | undefined;
  readonly faults: () => Faults;
}

type HandOut = (demand: Demand, settings: QueueSettings, now: number) => readonly Received[];

/** The fault "reorder" hands out one of so many first in line. */
const REORDERED = 10;

/** Returns what takes messages off the shelf; `now` is when the shelf was refreshed. */
export function createHandOut({ name, arn, shelf, findByArn, faults }: HandOutOptions): HandOut {
  /** Moves a message on that has been received as often as it may be; with no queue to take it, it stays. */
  const redrive = (item: Item, { redrive: policy, fifo }: QueueSettings, now: number): boolean => {
    if (policy === undefined || item.receives < policy.maxReceiveCount) return false;
    const target = findByArn(policy.deadLetterTargetArn);
    if (target === undefined) return false;
    shelf.remove(item);
    const { receives, origin, firstReceivedAt } = item;
    // Its age goes on at a standard queue and starts again at a FIFO queue: setting-up-dead-letter-queue-retention.html.
    const message = fifo === undefined ? item.message : { ...item.message, sentAt: now };
    target.accept(message, { sourceArn: arn, receives: origin.receives + receives, firstReceivedAt });
    return true;
  };

  const choose = (next: () => Item | undefined, { fifo }: QueueSettings): Item | undefined => {
    const others = Math.min(REORDERED, shelf.count("ready")) - 1;
    const { strikes, pick } = faults();
    if (fifo !== undefined || others < 1 || !strikes("reorder")) return next();
    return shelf.readyAfter(1 + pick("reorder", others));
  };

  const toReceived = ({ message, sequence, receives, origin, firstReceivedAt }: Item, now: number): Received => ({
    message,
    handle: toHandle({ queueName: name, messageId: message.id, sequence, receive: receives }),
    sequence,
    receives: origin.receives + receives,
    firstReceivedAt: firstReceivedAt ?? now,
    sourceArn: origin.sourceArn,
  });

  return ({ limit, visibilitySeconds }, settings, now) => {
    const received: Received[] = [];
    const room = Math.min(limit, MAXIMUM_IN_FLIGHT - shelf.count("in-flight"));
    const next = shelf.open();
    while (received.length < room) {
      const item = choose(next, settings);
      if (item === undefined) break;
      if (redrive(item, settings, now)) continue;
      const staysVisible = settings.fifo === undefined && faults().strikes("duplicate");
      shelf.hand(item, now, staysVisible ? 0 : visibilitySeconds * 1000);
      received.push(toReceived(item, now));
    }
    return received;
  };
}
