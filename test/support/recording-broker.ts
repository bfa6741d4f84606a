// Queues that keep what they are given, and refuse on request.

import type { Delivery, Post, Queues } from "../../lib/core/ports.ts";

export interface RecordingBroker extends Queues {
  readonly sent: Post[];
  readonly retried: Post[];
  readonly buried: Post[];
  readonly acknowledged: Delivery[];
  readonly hidden: { readonly delivery: Delivery; readonly seconds: number }[];
  /** While set, everything is refused with it. */
  refusal: Error | undefined;
}

/** What SQS refuses: more than 1 MiB, nothing at all, characters that it doesn't carry, a wait that it doesn't know. */
function refusalOfSqs({ body, delaySeconds }: Post): Error | undefined {
  const bytes = Buffer.byteLength(body);
  if (bytes < 1 || bytes > 1_048_576) return new Error(`a message of ${bytes} bytes`);
  if (/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(body)) return new Error("a character");
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > 900) {
    return new Error(`a wait of ${delaySeconds} seconds`);
  }
  return undefined;
}

/** @param strict refuses what SQS would refuse. */
export function createRecordingBroker({ strict = false } = {}): RecordingBroker {
  const take = (list: Post[], post: Post): void => {
    const refusal = broker.refusal ?? (strict ? refusalOfSqs(post) : undefined);
    if (refusal !== undefined) throw refusal;
    list.push(post);
  };
  const broker: RecordingBroker = {
    sent: [],
    retried: [],
    buried: [],
    acknowledged: [],
    hidden: [],
    refusal: undefined,
    async send(posts) {
      return posts.map((post) => {
        if (broker.refusal !== undefined) return { ok: false, error: broker.refusal };
        broker.sent.push(post);
        return { ok: true };
      });
    },
    retry: async (post) => take(broker.retried, post),
    bury: async (post) => take(broker.buried, post),
    async acknowledge(deliveries) {
      if (broker.refusal !== undefined) throw broker.refusal;
      broker.acknowledged.push(...deliveries);
    },
    visibilitySeconds: async () => 360,
    async hide(delivery, seconds) {
      if (broker.refusal !== undefined) throw broker.refusal;
      broker.hidden.push({ delivery, seconds });
    },
  };
  return broker;
}
