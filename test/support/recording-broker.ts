// A Broker that keeps what it is given, and refuses on request.

import type { Broker, Post } from "../../lib/core/ports.ts";

export interface RecordingBroker extends Broker {
  readonly sent: Post[];
  readonly retried: Post[];
  readonly buried: Post[];
  /** While set, everything is refused with it. */
  refusal: Error | undefined;
}

export function createRecordingBroker(): RecordingBroker {
  const take = (list: Post[], post: Post): void => {
    if (broker.refusal !== undefined) throw broker.refusal;
    list.push(post);
  };
  const broker: RecordingBroker = {
    sent: [],
    retried: [],
    buried: [],
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
  };
  return broker;
}
