// Mode "sqs": messages go to their queues, and what waits for a far time is found with the scheduler.

import type { ClientBroker } from "./client-broker.ts";
import type { Envelope } from "./envelope.ts";
import { EARLY_MS, staysFar, toOnce } from "./far-away.ts";
import { moved } from "./moved.ts";
import { onceLoaded } from "./once-loaded.ts";
import { pack } from "./packing.ts";
import type { Broker, Distrust, Post, Priority, ScheduledPost, Scheduler } from "./ports.ts";
import { toPost } from "./post.ts";
import { distrusted, noScheduler } from "./refusals.ts";
import { onceName } from "./schedule-names.ts";
import { readHeldBody, withoutPlaceholders } from "./scheduled-body.ts";
import { fromAtExpression } from "./scheduled-time.ts";
import type { Signatures } from "./signatures.ts";
import { forgetArgs, prolonged } from "./stored-args.ts";
import type { ClientWorld } from "./world.ts";

interface RemoteOptions {
  readonly world: ClientWorld;
  readonly signatures: Signatures | undefined;
  /** As of `Settings.largeArgs`. */
  readonly above: number | undefined;
  /** Whether what the queue can't take is spooled. */
  readonly isSpooling: boolean;
}

export function createRemoteBroker(
  given: Broker,
  { world, signatures, above, isSpooling }: RemoteOptions,
): ClientBroker {
  const { clock, limits, environment } = world;
  const connect = onceLoaded(async () => world.connectScheduler?.(environment));
  const blobs = onceLoaded(async () => world.connectBlobs?.(environment));
  const broker = signatures?.seal(given) ?? given;
  const signed = async (body: string): Promise<string> => (signatures === undefined ? body : signatures.sign(body));
  const packing = { limits, clock, signatures, blobs, above, isSpooling };

  /** The schedule that holds the job back; none where it is about to send it, or may have done so. */
  const find = async (id: string, job: string): Promise<Held | undefined> => {
    const scheduler = await connect();
    const scheduled = await scheduler?.find(onceName(id));
    if (scheduler === undefined || scheduled === undefined) return undefined;
    const envelope = readHeldBody(scheduled.body);
    const at = fromAtExpression(scheduled.expression) ?? 0;
    if (envelope === undefined || envelope.function !== job || at <= clock.now()) return undefined;
    // Who may write schedules need not have the keys: what is sent on of this one is not vouched for by that.
    const distrust = await signatures?.distrust(scheduled.body, "held");
    const isUnsigned = distrust !== undefined || envelope["signature"] === undefined;
    return { scheduler, scheduled, envelope, at, distrust, isUnsigned };
  };

  /** First the new place, then no longer the old: a failure in between gives a duplicate, never a loss. */
  const send = async (
    post: Post,
    { scheduler, scheduled }: Held,
    onRefused?: () => Promise<unknown>,
  ): Promise<Priority> => {
    try {
      await broker.retry({ ...post, dueAt: undefined });
    } catch (error) {
      await onRefused?.();
      throw error;
    }
    await scheduler.remove(scheduled.name);
    return scheduled.priority;
  };

  return {
    toPost: (unsealed) => pack(unsealed, packing),
    toScheduled: signed,
    backlog: async (priority) => (await world.countWaiting?.(environment, priority)) ?? 0,
    heldBytes: () => 0,
    async send(posts, _definition, onAccepted) {
      const answers = await broker.send(posts);
      for (const [index, post] of posts.entries()) if (answers[index]?.ok) onAccepted(post);
      return answers;
    },
    async cancel(id, job) {
      const held = await find(id, job);
      if (held === undefined) return undefined;
      const { scheduler, scheduled, envelope, at, distrust, isUnsigned } = held;
      const { name, priority } = scheduled;
      if (!(await scheduler.remove(name))) return undefined;
      if (clock.now() < at) {
        // What stays there, the bucket's lifecycle deletes; what a forger names may be another job's.
        if (distrust === undefined) await forgetArgs(envelope, blobs, () => {});
        return priority;
      }
      // Removed after its time, it may have sent the job or not: what is not called cancelled runs, at worst twice.
      await broker.retry({ ...toPost(envelope, priority, clock.now(), limits), isUnsigned });
      return undefined;
    },
    async move(id, job, dueAt) {
      const held = await find(id, job);
      if (held === undefined) return undefined;
      const { scheduler, scheduled, envelope, distrust, isUnsigned } = held;
      if (distrust !== undefined) throw distrusted(job, id, distrust);
      const { name, priority } = scheduled;
      const later = await prolonged(moved(envelope, dueAt), blobs, clock.now());
      const toMoved = () => ({ ...toPost(later, priority, clock.now(), limits), isUnsigned });
      const bodyOf = ({ body }: Post) => (isUnsigned ? body : signed(body));
      if (staysFar(dueAt, clock.now())) {
        const body = await bodyOf(toMoved());
        if (!(await scheduler.replace(toOnce({ body, priority }, name, dueAt)))) return undefined;
        // A schedule that was changed after its time, as where AWS throttled, is one that AWS never fires.
        return clock.now() < dueAt - EARLY_MS ? priority : send(toMoved(), held);
      }
      const post = toMoved();
      // Its mark goes first: what is on its way is not called cancelled.
      const isMarked = await scheduler.replace({ ...scheduled, body: withoutPlaceholders(await bodyOf(post)) });
      if (!isMarked) return undefined;
      // What the queue has not taken can still be cancelled; where that fails too, it comes at its old time all the same.
      return send(post, held, () => scheduler.replace(scheduled).catch(() => {}));
    },
    async whyNone() {
      if ((await connect()) !== undefined) return undefined;
      return "ERRAND_SCHEDULE_GROUP is not set, so all jobs wait in their queues, where nothing is taken back.";
    },
    async scheduler() {
      const connected = await connect();
      if (connected === undefined) throw noScheduler("A schedule");
      return connected;
    },
    drain: async () => {},
  };
}

interface Held {
  readonly scheduler: Scheduler;
  readonly scheduled: ScheduledPost;
  readonly envelope: Envelope;
  /** When it sends, milliseconds since 1970. */
  readonly at: number;
  /** Why nobody who has the keys vouches for it. */
  readonly distrust: Distrust | undefined;
  /** Whether it must not be signed. */
  readonly isUnsigned: boolean;
}
