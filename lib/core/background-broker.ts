// Mode "background": jobs run in this process after the caller has gone on, so many at once, high priority first.

import { handle } from "./batch.ts";
import type { ClientBroker, LocalWorld } from "./client-broker.ts";
import { outside } from "./current.ts";
import type { JobDefinition } from "./definition.ts";
import type { Envelope } from "./envelope.ts";
import { ErrandError } from "./errors.ts";
import { staysFar } from "./far-away.ts";
import { keptSchedules } from "./kept-schedules.ts";
import { type Kernel, MOST_HOPS } from "./kernel.ts";
import { NOTHING_IN_HAND, toLocalDelivery } from "./local-delivery.ts";
import { localPosts, unknownHere } from "./local-posts.ts";
import { moved } from "./moved.ts";
import { onceLoaded } from "./once-loaded.ts";
import type { Delivery, Post, Priority } from "./ports.ts";
import { toPost } from "./post.ts";

/** How soon a message that could not be settled is tried again. */
const RETURN_MILLISECONDS = 1000;

/** A delivery, and the job that it was enqueued for: no name has to be looked up. */
interface Task {
  readonly delivery: Delivery;
  readonly definition: JobDefinition;
}

export function createBackgroundBroker(world: LocalWorld, concurrency: number): ClientBroker {
  const { clock } = world;
  const blobs = onceLoaded(async () => world.connectBlobs?.(world.environment));
  const ready: Record<Priority, Set<Task>> = { high: new Set(), low: new Set() };
  const idle = new Set<() => void>();
  const far = new Map<string, { readonly task: Task; readonly cancel: () => void }>();
  let later = 0;
  let heldBytes = 0;
  let running = 0;

  function accept({ id, body, priority, delaySeconds, dueAt }: Post, definition: JobDefinition): void {
    const now = clock.now();
    const task = { delivery: toLocalDelivery({ id, body, priority, queue: "background", now }), definition };
    heldBytes += body.length;
    if (dueAt === undefined) wait(task, delaySeconds * 1000);
    else far.set(id, { task, cancel: wait(task, dueAt - now) });
  }

  /** @returns what takes it back. */
  function wait(task: Task, milliseconds: number): () => void {
    later += 1;
    const disarm = clock.after(milliseconds, () => {
      later -= 1;
      far.delete(task.delivery.messageId);
      ready[task.delivery.priority].add(task);
      startNext();
    });
    return () => {
      later -= 1;
      disarm();
      startNext();
    };
  }

  /** Takes back what waits for a far time. */
  function take(id: string, job: string): Task | undefined {
    const found = far.get(id);
    if (found === undefined || found.task.definition.name !== job) return undefined;
    far.delete(id);
    heldBytes -= found.task.delivery.body.length;
    found.cancel();
    return found.task;
  }

  function startNext(): void {
    while (running < concurrency) {
      const [task] = ready.high.size > 0 ? ready.high : ready.low;
      if (task === undefined) break;
      ready[task.delivery.priority].delete(task);
      running += 1;
      void outside(run, task); // in no request's context: a queue would not carry it either
    }
    if (unfinished() === 0) for (const wake of idle) wake();
  }

  async function run(task: Task): Promise<void> {
    const settlement = await handle(task.delivery, kernelFor(task.definition));
    running -= 1;
    if (settlement === "return") wait(task, RETURN_MILLISECONDS);
    else heldBytes -= task.delivery.body.length;
    startNext();
  }

  const kernelFor = (definition: JobDefinition): Kernel => ({
    ...world,
    catalog: { get: () => definition },
    broker: {
      send: async () => [],
      retry: async (post) => accept(post, definition),
      bury: async () => {}, // a process keeps no dead letters: the event job.dead is all that stays
    },
    inbox: NOTHING_IN_HAND,
    blobs, // of messages that were prepared for a queue
    mostHops: MOST_HOPS,
  });

  const unfinished = () => later + running + ready.high.size + ready.low.size;

  return {
    ...localPosts(world),
    backlog: async (priority) => ready[priority].size,
    heldBytes: () => heldBytes,
    async send(posts, definition, onAccepted) {
      if (definition === undefined) return unknownHere(posts, "background");
      for (const post of posts) {
        onAccepted(post);
        accept(post, definition);
      }
      return posts.map(() => ({ ok: true }));
    },
    cancel: async (id, job) => take(id, job)?.delivery.priority,
    whyNone: async () => undefined,
    async move(id, job, dueAt) {
      const task = take(id, job);
      if (task === undefined) return undefined;
      const envelope = moved(JSON.parse(task.delivery.body) as Envelope, dueAt);
      const { priority } = task.delivery;
      const post = toPost(envelope, priority, clock.now(), world.limits);
      accept(staysFar(dueAt, clock.now()) ? { ...post, dueAt } : post, task.definition);
      return priority;
    },
    ...keptSchedules(),
    drain(timeoutSeconds) {
      if (unfinished() === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const disarm =
          timeoutSeconds === undefined ? undefined : clock.after(timeoutSeconds * 1000, () => finish(late()));
        const finish = (error?: ErrandError) => {
          idle.delete(wake);
          disarm?.();
          if (error === undefined) resolve();
          else reject(error);
        };
        const wake = () => finish();
        idle.add(wake);
      });
    },
  };

  function late(): ErrandError {
    const waiting = ready.high.size + ready.low.size;
    return new ErrandError(
      "drain_timeout",
      `drain({ timeout }) is over with jobs left in this process: ${running} running, ${waiting} waiting, ${later} delayed. ` +
        "They are lost if the process ends now: wait longer, or enqueue such jobs to SQS.",
    );
  }
}
