// What the brokers have in common that post to no queue: plain messages, and nothing that fills up.

import type { ClientBroker } from "./client-broker.ts";
import { ErrandError } from "./errors.ts";
import { toPlainPost } from "./plain-post.ts";
import type { Post, Posted } from "./ports.ts";
import type { ClientWorld } from "./world.ts";

export function localPosts({
  clock,
  limits,
  environment,
}: Pick<ClientWorld, "clock" | "limits" | "environment">): Pick<
  ClientBroker,
  "toPost" | "toScheduled" | "backlog" | "heldBytes"
> {
  return {
    toPost: async (unsealed) => toPlainPost(unsealed, clock.now(), limits, environment),
    toScheduled: async (body) => body,
    backlog: async () => 0,
    heldBytes: () => 0,
  };
}

/** What was prepared names its job only, and to run that here takes its function. */
export function unknownHere(posts: readonly Post[], mode: string): readonly Posted[] {
  const message =
    `client.send(messages) was given no jobs, and in mode "${mode}" this process runs them itself. Write client.send(messages, { jobs }), with the ` +
    "module that exports them, or use mode sqs.";
  return posts.map(() => ({ ok: false, error: new ErrandError("not_configured", message) }));
}
