// Mode "inline": a job runs here and now, through the same kernel, and what it throws is thrown to the caller.

import type { ClientBroker, LocalWorld } from "./client-broker.ts";
import type { JobDefinition } from "./definition.ts";
import { seal } from "./envelope.ts";
import { toErrorRecord } from "./error-record.ts";
import { execute } from "./execute.ts";
import { keptSchedules, NOTHING_WAITS } from "./kept-schedules.ts";
import { type Kernel, MOST_HOPS } from "./kernel.ts";
import { NOTHING_IN_HAND, toLocalDelivery } from "./local-delivery.ts";
import { localPosts, unknownHere } from "./local-posts.ts";
import { onceLoaded } from "./once-loaded.ts";
import type { Broker, Delivery, Post, Posted } from "./ports.ts";
import { settle } from "./settle.ts";

/** There is no later here, so nothing is kept for it. */
const nowhere: Broker = { send: async () => [], retry: async () => {}, bury: async () => {} };

export function createInlineBroker(world: LocalWorld): ClientBroker {
  const blobs = onceLoaded(async () => world.connectBlobs?.(world.environment));
  const run = async (post: Post, definition: JobDefinition): Promise<Posted> => {
    const once = { ...definition, retry: { ...definition.retry, attempts: 1 } };
    const kernel: Kernel = {
      ...world,
      broker: nowhere,
      blobs,
      inbox: NOTHING_IN_HAND,
      catalog: { get: () => once },
      mostHops: MOST_HOPS,
    };
    const delivery = toDelivery(post, world.clock.now());
    const outcome = await execute(delivery, kernel);
    await settle(outcome, delivery, kernel);
    switch (outcome.kind) {
      case "completed":
      case "discarded":
      case "expired":
        return { ok: true };
      case "postponed":
        return {
          ok: false,
          error: new Error(`Message ${post.id} was postponed (${outcome.why}), though nothing waits in mode inline.`),
        };
      case "retry":
      case "snoozed":
      case "dead":
        return { ok: false, error: toError(outcome.cause) };
      default:
        return outcome satisfies never;
    }
  };
  return {
    ...localPosts(world),
    async send(posts, definition, onAccepted) {
      if (definition === undefined) return unknownHere(posts, "inline");
      const answers: Posted[] = [];
      for (const post of posts) {
        onAccepted(post);
        answers.push(await run(post, definition).catch((error: unknown) => ({ ok: false, error: toError(error) })));
      }
      return answers;
    },
    ...NOTHING_WAITS,
    ...keptSchedules(),
    drain: async () => {},
  };
}

/** A delay is not waited for: "now" is what the mode means. */
function toDelivery({ id, body, priority }: Post, now: number): Delivery {
  const { notBefore: _, ...rest } = JSON.parse(body);
  return toLocalDelivery({ id, body: seal(rest), priority, queue: "inline", now });
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error
    ? thrown
    : new Error(`The job threw what is no Error: ${toErrorRecord(thrown).message}`);
}
