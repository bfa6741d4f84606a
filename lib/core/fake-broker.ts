// Mode "fake": nothing runs and nothing leaves the process; what was enqueued is kept for a test to read.

import type { ClientBroker } from "./client-broker.ts";
import { staysFar } from "./far-away.ts";
import { keptSchedules } from "./kept-schedules.ts";
import { localPosts } from "./local-posts.ts";
import { type Sent, toSent } from "./sent.ts";
import type { ClientWorld } from "./world.ts";

/** Of this process, as the default client is: every client in mode "fake" adds to it. */
const kept: Sent[] = [];

/** The ids of those that a schedule would hold back: as elsewhere, only they can be cancelled. */
const far = new Set<string>();

/** Likewise of the process, and forgotten with them. */
let schedules = keptSchedules();

export function recorded(): readonly Sent[] {
  return [...kept];
}

export function forgetRecorded(): void {
  kept.length = 0;
  far.clear();
  schedules = keptSchedules();
}

export function createFakeBroker(world: ClientWorld): ClientBroker {
  const { clock } = world;
  const find = (id: string, job: string): number =>
    far.has(id) ? kept.findIndex((sent) => sent.id === id && sent.job === job) : -1;
  return {
    ...localPosts(world),
    async send(posts, _definition, onAccepted) {
      for (const post of posts) {
        onAccepted(post);
        kept.push(toSent(post));
        if (post.dueAt !== undefined) far.add(post.id);
      }
      return posts.map(() => ({ ok: true }));
    },
    async cancel(id, job) {
      const index = find(id, job);
      if (index < 0) return undefined;
      far.delete(id);
      return kept.splice(index, 1)[0]?.priority;
    },
    async move(id, job, dueAt) {
      const index = find(id, job);
      const sent = kept[index];
      if (sent === undefined) return undefined;
      const now = clock.now();
      if (!staysFar(dueAt, now)) far.delete(id);
      // Whole ones: the moment since it was asked for is no part of the delay.
      kept[index] = { ...sent, delaySeconds: Math.round(Math.max(0, dueAt - now) / 1000) };
      return sent.priority;
    },
    whyNone: async () => undefined,
    scheduler: () => schedules.scheduler(),
    drain: async () => {},
  };
}
