// A broker that is joined at its first use: what needs none, as a job that completes, loads nothing.

import type { Broker } from "./ports.ts";

/** @param connect makes the broker; called at the first use, and again when that failed. */
export function lazyBroker(connect: () => Promise<Broker>): Broker {
  let joined: Promise<Broker> | undefined;
  const join = (): Promise<Broker> => {
    joined ??= connect().catch((error: unknown) => {
      joined = undefined;
      throw error;
    });
    return joined;
  };
  return {
    send: async (posts) => (await join()).send(posts),
    retry: async (post) => (await join()).retry(post),
    bury: async (post) => (await join()).bury(post),
  };
}
