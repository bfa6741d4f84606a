// Mode "fake": nothing runs and nothing leaves the process; what was enqueued is kept for a test to read.

import type { ClientBroker } from "./client-broker.ts";
import { type Sent, toSent } from "./sent.ts";

/** Of this process, as the default client is: every client in mode "fake" adds to it. */
const kept: Sent[] = [];

export function recorded(): readonly Sent[] {
  return [...kept];
}

export function forgetRecorded(): void {
  kept.length = 0;
}

export function createFakeBroker(): ClientBroker {
  return {
    async send(posts, _definition, onAccepted) {
      for (const post of posts) {
        onAccepted(post);
        kept.push(toSent(post));
      }
      return posts.map(() => ({ ok: true }));
    },
    drain: async () => {},
  };
}
