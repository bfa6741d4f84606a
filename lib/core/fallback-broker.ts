// Mode "sqs" with other ways than to throw: the spool, the run in this process and the drop, joined to the queue.

import { destinationOf } from "./breaker.ts";
import type { ClientBroker, LocalWorld } from "./client-broker.ts";
import { queueVariable } from "./environment.ts";
import { withFallbacks } from "./fallbacks.ts";
import { onceLoaded } from "./once-loaded.ts";
import type { Post } from "./ports.ts";
import { isFor } from "./replay.ts";
import { createReplayer, type Replayer } from "./replayer.ts";
import { fromPrepared } from "./sealed-post.ts";
import type { SpoolSettings, WhenUnavailable } from "./settings.ts";
import { toSpoolOptions } from "./spool-options.ts";

interface FallbackOptions {
  readonly strategies: readonly WhenUnavailable[];
  readonly spool: SpoolSettings | undefined;
  readonly world: LocalWorld;
}

export function createFallbackBroker(
  remote: ClientBroker,
  { strategies, spool, world }: FallbackOptions,
): ClientBroker {
  const { environment } = world;
  const replayer = strategies.includes("spool") ? toReplayer(remote, spool, world) : undefined;
  replayer?.wake();
  const counting: ClientBroker = {
    ...remote,
    // In an outage nobody waits for a count either.
    backlog: async (priority) => (replayer?.isAway(priority) ? 0 : remote.backlog(priority)),
  };
  return withFallbacks(counting, {
    strategies,
    replayer,
    world,
    loadInline: onceLoaded(async () => (await import("./inline-broker.ts")).createInlineBroker(world)),
    queueOf: ({ priority }) => environment[queueVariable(priority, "queue")],
    isOrdered: ({ priority }: Post) => environment[queueVariable(priority, "queue")]?.endsWith(".fifo") ?? false,
  });
}

function toReplayer(remote: ClientBroker, spool: SpoolSettings | undefined, world: LocalWorld): Replayer {
  const { clock, limits, random, emit, environment } = world;
  const onProblem = (problem: string): void => {
    process.emitWarning(problem, { type: "ErrandWarning", code: "ERRAND_SPOOL" });
  };
  return createReplayer({
    async open() {
      if (world.openSpool === undefined) throw new Error("This world has no spool.");
      return world.openSpool({ ...toSpoolOptions(environment, spool), clock, onProblem });
    },
    isOurs: isFor(environment),
    destinationOf: (message) => destinationOf(fromPrepared(message, clock.now(), limits)),
    async send(messages) {
      const now = clock.now();
      const jobs = new Map(messages.map(({ id, job }) => [id, job]));
      const posts = messages.map((message) => fromPrepared(message, now, limits));
      return remote.send(posts, undefined, ({ id, priority, delaySeconds }) => {
        emit({
          type: "job.enqueued",
          job: jobs.get(id) ?? "",
          id,
          priority,
          attempt: 1,
          at: clock.now(),
          delaySeconds,
        });
      });
    },
    clock,
    random,
    onProblem,
  });
}
