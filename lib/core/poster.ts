// What becomes of a call of `.enqueue`: messages are made, the job's schema is asked, the mode's broker takes them, and listeners
// hear of it.

import { createBacklog } from "./backlog.ts";
import { createBroker } from "./broker-by-mode.ts";
import type { Catalog } from "./catalog.ts";
import type { ClientBroker } from "./client-broker.ts";
import { definitionOf, type JobDefinition } from "./definition.ts";
import { guarded } from "./emit.ts";
import type { EnqueueEntry } from "./enqueue-many-error.ts";
import type { JobReference, Receipt } from "./enqueuer.ts";
import { type Order, toEnvelopes } from "./enveloping.ts";
import { createJobSchedules, type JobSchedules } from "./job-schedules.ts";
import { onceLoaded } from "./once-loaded.ts";
import { expectArgs } from "./parse-args.ts";
import { createPendingBytes } from "./pending-bytes.ts";
import type { Post, Posted } from "./ports.ts";
import type { PreparedMessage } from "./prepared-message.ts";
import { fromPrepared, outlived, toPrepared } from "./sealed-post.ts";
import type { Settings } from "./settings.ts";
import { sideBySide } from "./side-by-side.ts";
import { currentTrace } from "./tracing.ts";
import { createWaitingJobs, type WaitingJobs } from "./waiting-jobs.ts";
import type { ClientWorld } from "./world.ts";

/** What is to be posted, of one job. */
interface PostOrder extends Omit<Order, "along"> {
  readonly job: unknown;
  /** The application's own context, as JSON. */
  readonly context: string | undefined;
}

/** What cancels and moves the job of this id. */
type Refer = (job: string, id: string) => JobReference;

export interface Poster {
  /** One entry each, in their order; rejects when nothing was tried. */
  post(order: PostOrder, refer: Refer): Promise<readonly EnqueueEntry[]>;
  /** The messages that `post` would send, in their order. */
  prepare(order: PostOrder): Promise<readonly PreparedMessage[]>;
  /** Sends what was prepared; as `post`. The jobs are needed where this process runs them itself. */
  send(
    messages: readonly PreparedMessage[],
    catalog: Catalog | undefined,
    refer: Refer,
  ): Promise<readonly EnqueueEntry[]>;
  /** Joins what the mode leads to: then what was spooled before goes on its way. */
  connect(): Promise<unknown>;
  /** What is done with jobs that wait for their time, and with schedules. */
  readonly planning: WaitingJobs & JobSchedules;
  /** As `ClientBroker.drain`. */
  drain(timeoutSeconds: number | undefined): Promise<void>;
}

export function createPoster(settings: Settings, world: ClientWorld): Poster {
  const { clock, limits } = world;
  const emit = guarded(settings.onEvent ?? (() => {}));
  let broker: ClientBroker | undefined;
  const connect = onceLoaded(async (): Promise<ClientBroker> => {
    broker = await createBroker(settings, world);
    return broker;
  });
  const pending = createPendingBytes(settings.maxPendingBytes);
  const backlog = createBacklog(
    settings.maxBacklog ?? {},
    async (priority) => (await connect()).backlog(priority),
    clock,
  );

  const holding = <Result>(texts: readonly string[], where: string, work: () => Promise<Result>): Promise<Result> => {
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    return pending.during(bytes, broker?.heldBytes() ?? 0, where, work);
  };

  /** Everything of a call but the sending. */
  const seal = async ({ context, ...order }: PostOrder, definition: JobDefinition, sent: "now" | "later") => {
    const along = { ...(context !== undefined && { context: JSON.parse(context) }), ...(await currentTrace()) };
    const { entries, ...choice } = toEnvelopes(definition, { ...order, along });
    const { schema } = definition;
    if (schema !== undefined) for (const { envelope, where } of entries) await expectArgs(schema, envelope.args, where);
    const connected = await connect();
    // Before anything is stored for it.
    if (sent === "now") await backlog.add(choice.priority, entries.length, `Job "${definition.name}"`);
    const posts = new Array<Post>(entries.length);
    await sideBySide([...entries.entries()], PACKED_AT_ONCE, async ([index, entry]) => {
      posts[index] = await connected.toPost({ ...entry, sent });
    });
    return { ...choice, posts };
  };

  const told = (job: string, delayOf: (post: Post) => number) => (post: Post) => {
    const { id, priority } = post;
    emit({ type: "job.enqueued", job, id, priority, attempt: 1, at: clock.now(), delaySeconds: delayOf(post) });
  };

  return {
    connect,
    planning: { ...createWaitingJobs(connect, clock, emit), ...createJobSchedules(connect, clock) },
    post(order, refer) {
      const definition = definitionOf(order.job) as JobDefinition;
      const { name } = definition;
      const where = `Job "${name}"`;
      return holding(order.texts, where, async () => {
        const { posts, priority, delaySeconds, dueAt } = await seal(order, definition, "now");
        const answers = await (await connect()).send(
          posts,
          definition,
          told(name, () => delaySeconds),
        );
        const receipt = { priority, dueAt: new Date(dueAt) };
        return posts.map(({ id }, index) => toEntry(answers[index], { ...refer(name, id), ...receipt }));
      });
    },
    prepare(order) {
      const definition = definitionOf(order.job) as JobDefinition;
      return holding(order.texts, `Job "${definition.name}"`, async () => {
        const { posts } = await seal(order, definition, "later");
        return posts.map(toPrepared);
      });
    },
    async send(messages, catalog, refer) {
      const now = clock.now();
      const posts = messages.map((message) => fromPrepared(message, now, limits));
      return holding(
        posts.map(({ body }) => body),
        "client.send(messages)",
        async () => {
          const answers = new Map<Post, Posted | undefined>();
          for (const [index, message] of messages.entries()) {
            const error = outlived(message, now);
            if (error !== undefined) answers.set(posts[index] as Post, { ok: false, error });
          }
          const sendable = posts.filter((post) => !answers.has(post));
          const connected = await connect();
          for (const [priority, some] of Map.groupBy(sendable, (post) => post.priority))
            await backlog.add(priority, some.length, "client.send(messages)");
          const jobs = new Map(messages.map(({ job }, index) => [posts[index] as Post, job]));
          for (const [job, some] of Map.groupBy(sendable, (post) => jobs.get(post) as string)) {
            const onAccepted = told(job, (post) => delayLeft(post, now));
            // What is refused whole says nothing of what was sent before.
            const refused = (error: Error): readonly Posted[] => some.map(() => ({ ok: false, error }));
            const got = await connected.send(some, catalog?.get(job), onAccepted).catch(refused);
            for (const [index, post] of some.entries()) answers.set(post, got[index]);
          }
          return posts.map((post) => {
            const dueAt = new Date(post.dueAt ?? now + post.delaySeconds * 1000);
            const { id, priority } = post;
            return toEntry(answers.get(post), { ...refer(jobs.get(post) as string, id), priority, dueAt });
          });
        },
      );
    },
    async drain(timeoutSeconds) {
      await broker?.drain(timeoutSeconds);
    },
  };
}

/** Of a call with a list: each may have to be compressed or stored apart. */
const PACKED_AT_ONCE = 16;

function delayLeft({ dueAt, delaySeconds }: Post, now: number): number {
  return dueAt === undefined ? delaySeconds : (dueAt - now) / 1000;
}

function toEntry(answer: Posted | undefined, receipt: Receipt): EnqueueEntry {
  if (answer?.ok) return { ok: true, receipt };
  return answer ?? { ok: false, error: new Error(`The broker did not say what became of message ${receipt.id}.`) };
}
