// Queues that hold a message back for as long as it takes: what is due later than their own delay reaches waits with the
// scheduler, and comes early enough for that delay to do the rest.

import type { Clock, Post, Posted, Queues, ScheduledPost, Scheduler } from "./ports.ts";
import { againName, onceName } from "./schedule-names.ts";
import { toHeldBody } from "./scheduled-body.ts";
import { fromAtExpression, toAtExpression } from "./scheduled-time.ts";
import { sideBySide } from "./side-by-side.ts";

/** AWS fires within a minute after the time of a schedule: so much earlier that is. EventBridge Scheduler guide, "Schedule types". */
export const EARLY_MS = 60_000;

/** Schedules being made at once. */
const CONCURRENCY = 8;

export interface FarAwayOptions {
  readonly scheduler: Scheduler;
  /** What a schedule can keep; a larger message waits in the queue, from delay to delay. */
  readonly mostBytes: number;
  readonly clock: Pick<Clock, "now">;
  /** Hears why a message in hand waits in the queue too, in words: the scheduler refused it. */
  readonly onProblem: (problem: string) => void;
}

export function farAway(queues: Queues, { scheduler, mostBytes, clock, onProblem }: FarAwayOptions): Queues {
  const isFar = (post: Post): post is FarPost =>
    post.dueAt !== undefined && Buffer.byteLength(toHeldBody(post.body)) <= mostBytes;
  const hold = (post: FarPost, name: string): Promise<boolean> => scheduler.create(toOnce(post, name, post.dueAt));
  /** One of this name that is there already keeps the same message, from a try whose answer was lost; but it may have fired. */
  const holdAgain = async (post: FarPost): Promise<void> => {
    const name = againName(post.id, post.dueAt);
    if (await hold(post, name)) return;
    const there = await scheduler.find(name);
    if (there !== undefined && (fromAtExpression(there.expression) ?? 0) > clock.now()) return;
    throw new Error(`the schedule ${name} has sent it before, and is not gone yet.`);
  };
  return {
    ...queues,
    async send(posts) {
      const answers = new Map<Post, Posted>();
      // First: where it rejects, nothing was tried.
      const near = posts.filter((post) => !isFar(post));
      const sent = near.length > 0 ? await queues.send(near) : [];
      for (const [index, post] of near.entries()) answers.set(post, sent[index] as Posted);
      await sideBySide(posts.filter(isFar), CONCURRENCY, async (post) => {
        answers.set(post, await answered(hold(post, onceName(post.id))));
      });
      return posts.map((post) => answers.get(post) as Posted);
    },
    async retry(post) {
      if (!isFar(post)) return queues.retry(post);
      try {
        await holdAgain(post);
      } catch (error) {
        // It has run already: left where it is, it would run again before its time.
        await queues.retry(post);
        const why = error instanceof Error ? error.message : String(error);
        const dueAt = new Date(post.dueAt).toISOString();
        onProblem(`Job ${post.id} waits in its queue until ${dueAt}, from delay to delay: ${why}`);
      }
    },
  };
}

/** One that is further away than a queue can hold it back. */
type FarPost = Post & { readonly dueAt: number };

/** A schedule is changed only while it is at least so far away; what comes sooner goes to its queue. */
const SOON_MS = 60_000;

/** Whether a job that a schedule holds back stays with it when it is moved to `dueAt`; both milliseconds since 1970. */
export function staysFar(dueAt: number, now: number): boolean {
  return dueAt - EARLY_MS >= now + SOON_MS;
}

/** The schedule that sends the post once, so that its queue has it in time for `dueAt` (milliseconds since 1970). */
export function toOnce(
  { body, priority }: Pick<Post, "body" | "priority">,
  name: string,
  dueAt: number,
): ScheduledPost {
  const expression = toAtExpression(dueAt - EARLY_MS);
  return { name, expression, timeZone: "UTC", enabled: true, body: toHeldBody(body), priority };
}

async function answered(work: Promise<unknown>): Promise<Posted> {
  try {
    await work;
    return { ok: true };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error : new Error(String(error)) };
  }
}
