// Which messages a receive gets: the first in line, while there is room in flight, but for those that were received too often.

import { MAXIMUM_IN_FLIGHT } from "./limits.ts";
import type { Message } from "./message.ts";
import type { Demand } from "./pollers.ts";
import type { QueueSettings } from "./queue-settings.ts";
import { toHandle } from "./receipt.ts";
import type { Item, Origin, Shelf } from "./shelf.ts";

/** A message as it is handed out. */
export interface Received {
  readonly message: Message;
  readonly handle: string;
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
}

type HandOut = (demand: Demand, settings: QueueSettings, now: number) => readonly Received[];

/** Returns what takes messages off the shelf; `now` is when the shelf was refreshed. */
export function createHandOut({ name, arn, shelf, findByArn }: HandOutOptions): HandOut {
  /** Moves a message on that has been received as often as it may be; with no queue to take it, it stays. */
  const redrive = (item: Item, { redrive: policy }: QueueSettings): boolean => {
    if (policy === undefined || item.receives < policy.maxReceiveCount) return false;
    const target = findByArn(policy.deadLetterTargetArn);
    if (target === undefined) return false;
    shelf.remove(item);
    const { message, receives, origin, firstReceivedAt } = item;
    target.accept(message, { sourceArn: arn, receives: origin.receives + receives, firstReceivedAt });
    return true;
  };

  const toReceived = ({ message, sequence, receives, origin, firstReceivedAt }: Item, now: number): Received => ({
    message,
    handle: toHandle({ queueName: name, messageId: message.id, sequence, receive: receives }),
    receives: origin.receives + receives,
    firstReceivedAt: firstReceivedAt ?? now,
    sourceArn: origin.sourceArn,
  });

  return ({ limit, visibilitySeconds }, settings, now) => {
    const received: Received[] = [];
    const room = Math.min(limit, MAXIMUM_IN_FLIGHT - shelf.count("in-flight"));
    while (received.length < room) {
      const item = shelf.firstReady();
      if (item === undefined) break;
      if (redrive(item, settings)) continue;
      shelf.hand(item, now, now + visibilitySeconds * 1000);
      received.push(toReceived(item, now));
    }
    return received;
  };
}
