// What is done with jobs whose queue can't be reached: what the application has chosen, in its order.

import { factsOf } from "./advice.ts";
import { destinationOf } from "./breaker.ts";
import type { ClientBroker, LocalWorld } from "./client-broker.ts";
import type { JobDefinition } from "./definition.ts";
import { toErrorRecord } from "./error-record.ts";
import { ErrandError, isErrandError } from "./errors.ts";
import type { Post, Posted } from "./ports.ts";
import type { Replayer } from "./replayer.ts";
import { toPrepared } from "./sealed-post.ts";
import type { WhenUnavailable } from "./settings.ts";

interface OutageOptions {
  readonly strategies: readonly WhenUnavailable[];
  /** Where there is a spool. */
  readonly replayer: Replayer | undefined;
  /** Runs a job here and now. */
  readonly loadInline: () => Promise<Pick<ClientBroker, "send">>;
  readonly world: Pick<LocalWorld, "clock" | "emit">;
  /** The URL of its queue. */
  readonly queueOf: (post: Post) => string | undefined;
  /** Whether the queue of this message keeps an order. */
  readonly isOrdered: (post: Post) => boolean;
}

/** The same broker; what it can't take for now goes elsewhere. */
export function withFallbacks(remote: ClientBroker, options: OutageOptions): ClientBroker {
  const { strategies, replayer, loadInline, queueOf, isOrdered, world } = options;
  const spoolsFirst = strategies[0] === "spool";

  /** In an outage nobody waits for another failure; and what has an order stays behind what was spooled before it. */
  const goesStraight = (post: Post): boolean =>
    replayer !== undefined &&
    ((spoolsFirst && replayer.isAway(destinationOf(post))) || (replayer.isBehind() && isOrdered(post)));

  const tell = (type: "job.spooled" | "job.dropped", post: Post, error: Error): void => {
    const { id, job, priority } = toPrepared(post);
    const told = factsOf(toErrorRecord(error));
    world.emit({ type, job, id, priority, attempt: 0, at: world.clock.now(), error: told });
  };

  /** One answer each. */
  async function spool(posts: readonly Post[], errors: readonly Error[]): Promise<readonly Posted[]> {
    try {
      await replayer?.append(posts.map((post) => ({ ...toPrepared(post), queue: queueOf(post) })));
    } catch (cause) {
      return errors.map((error) => ({ ok: false, error: neither(error, cause) }));
    }
    for (const [index, post] of posts.entries()) tell("job.spooled", post, errors[index] as Error);
    return posts.map(() => ({ ok: true }));
  }

  async function fallBack(
    posts: readonly Post[],
    errors: readonly Error[],
    definition: JobDefinition | undefined,
    left = strategies,
  ): Promise<readonly Posted[]> {
    const [strategy = "throw", ...others] = left;
    switch (strategy) {
      case "throw":
        return errors.map((error) => ({ ok: false, error }));
      case "discard":
        for (const [index, post] of posts.entries()) tell("job.dropped", post, errors[index] as Error);
        return posts.map(() => ({ ok: true }));
      case "spool": {
        const answers = await spool(posts, errors);
        const failed = answers.flatMap((answer) => (answer.ok ? [] : [answer.error]));
        return failed.length === 0 ? answers : fallBack(posts, failed, definition, others);
      }
      case "run":
        return eachOr(posts, async (post, index) => {
          const error = errors[index] as Error;
          // What has a time of its own is not run before it.
          if (definition === undefined || post.delaySeconds > 0) return fallBack([post], [error], definition, others);
          return (await loadInline()).send([post], definition, () => {});
        });
      default:
        return strategy satisfies never;
    }
  }

  return {
    ...remote,
    async send(posts, definition, onAccepted) {
      const { true: straight = [], false: direct = [] } = Object.groupBy(posts, (post) => `${goesStraight(post)}`);
      const answers = new Map<Post, Posted>();
      const note = (some: readonly Post[], got: readonly Posted[]): void => {
        for (const [index, post] of some.entries()) answers.set(post, got[index] as Posted);
      };
      if (straight.length > 0) note(straight, await spool(straight, straight.map(stillAway)));
      // Where the spool fails, the queue may be back.
      const tried = [...direct, ...straight.filter((post) => !answers.get(post)?.ok)];
      if (tried.length > 0) note(tried, await remote.send(tried, definition, onAccepted));
      const failed = tried.filter((post) => isErrandError(errorOf(answers.get(post)), "queue_unavailable"));
      for (const post of failed) replayer?.lost(destinationOf(post));
      if (failed.length > 0) {
        const errors = failed.map((post) => errorOf(answers.get(post)) as Error);
        note(failed, await fallBack(failed, errors, definition));
      }
      return posts.map((post) => answers.get(post) as Posted);
    },
  };
}

async function eachOr(
  posts: readonly Post[],
  act: (post: Post, index: number) => Promise<readonly Posted[]>,
): Promise<readonly Posted[]> {
  const answers: Posted[] = [];
  for (const [index, post] of posts.entries()) answers.push(...(await act(post, index)));
  return answers;
}

function errorOf(answer: Posted | undefined): Error | undefined {
  return answer?.ok === false ? answer.error : undefined;
}

function stillAway(): ErrandError {
  return new ErrandError(
    "queue_unavailable",
    "The queue could not be reached a moment ago, and what was spooled then waits before this.",
  );
}

/** @param thrown why it could not be spooled either. */
function neither(error: Error, thrown: unknown): ErrandError {
  const message = isErrandError(thrown) ? thrown.message : toErrorRecord(thrown).message;
  const code = isErrandError(thrown, "spool_full") ? "spool_full" : "spool_failed";
  return new ErrandError(code, `${message.replace(/\.$/, "")}. It was to be spooled because: ${error.message}`, {
    cause: thrown,
  });
}
