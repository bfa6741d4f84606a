// What a receipt handle can still do: delete its message, or hide it for longer. Handles go stale, and each type of queue
// takes that in its own way.

import type { Clock } from "../../core/ports.ts";
import { invalidValue } from "./errors.ts";
import type { Item } from "./item.ts";
import { MAXIMUM_VISIBILITY_SECONDS } from "./limits.ts";
import { readHandle } from "./receipt.ts";
import type { Shelf } from "./shelf.ts";

interface InHand {
  delete(handle: string): void;
  changeVisibility(handle: string, seconds: number): void;
}

interface InHandOptions {
  readonly queueName: string;
  readonly isFifo: boolean;
  readonly clock: Clock;
  readonly shelf: Shelf;
}

type Found =
  | { readonly kind: "gone" }
  /** Received again since, or given back and not received yet. */
  | { readonly kind: "stale" | "visible" | "in hand"; readonly item: Item };

/** The shelf is to be refreshed before each call. */
export function createInHand({ queueName, isFifo, clock, shelf }: InHandOptions): InHand {
  const find = (handle: string): Found => {
    const receipt = readHandle(handle, queueName);
    const item = shelf.findHanded(receipt.sequence);
    // A queue that was deleted and made again counts from the start.
    if (item?.message.id !== receipt.messageId) return { kind: "gone" };
    if (item.receives !== receipt.receive) return { kind: "stale", item };
    return { kind: item.state === "in-flight" ? "in hand" : "visible", item };
  };

  return {
    delete(handle) {
      const found = find(handle);
      switch (found.kind) {
        // AWS answers success for what is gone, and at a standard queue keeps what has been received again since.
        case "gone":
          return;
        case "stale":
          if (isFifo) throw expired(handle);
          return;
        case "visible":
          if (isFifo) throw expired(handle);
          return shelf.remove(found.item);
        case "in hand":
          return shelf.remove(found.item);
        default:
          found satisfies never;
      }
    },
    changeVisibility(handle, seconds) {
      const found = find(handle);
      // As on AWS (LocalStack's tests validated there): a stale handle works at a standard queue, and so does one whose
      // time is over. Not at a FIFO queue, where another may be at work on the group by now.
      if (found.kind === "gone" || (isFifo && found.kind !== "in hand")) {
        const reason = "Message does not exist or is not available for visibility timeout change.";
        throw invalidValue("ReceiptHandle", handle, reason);
      }
      const now = clock.now();
      const hiddenMs = seconds * 1000;
      if (now + hiddenMs - found.item.lastReceivedAt > MAXIMUM_VISIBILITY_SECONDS * 1000) {
        const limit = `beyond the limit [${MAXIMUM_VISIBILITY_SECONDS} seconds]`;
        throw invalidValue("VisibilityTimeout", seconds, `Total VisibilityTimeout for the message is ${limit}.`);
      }
      shelf.hide(found.item, now, hiddenMs);
    },
  };
}

function expired(handle: string) {
  return invalidValue("ReceiptHandle", handle, "The receipt handle has expired.");
}
