// Mode "background": jobs run in this process after the caller has gone on, so many at once, high priority first.

import { handle } from "./batch.ts";
import type { ClientBroker, LocalWorld } from "./client-broker.ts";
import { TEN_YEARS_SECONDS, toSeconds } from "./duration.ts";
import { ErrandError } from "./errors.ts";
import type { Kernel } from "./kernel.ts";
import type { Broker, Delivery, Post, Priority } from "./ports.ts";
import type { DrainOptions } from "./settings.ts";

/** How soon a message that could not be settled is tried again. */
const RETURN_MILLISECONDS = 1000;

export function createBackgroundBroker(world: LocalWorld, concurrency: number): ClientBroker {
  const { clock } = world;
  const ready: Record<Priority, Set<Delivery>> = { high: new Set(), low: new Set() };
  const idle = new Set<() => void>();
  let later = 0;
  let running = 0;

  const broker: Broker = {
    async send(posts) {
      for (const post of posts) accept(post);
      return posts.map(() => ({ ok: true }));
    },
    retry: async (post) => accept(post),
    bury: async () => {}, // a process keeps no dead letters: the event job.dead is all that stays
  };
  const kernel: Kernel = { ...world, broker };

  function accept({ id, body, priority, delaySeconds }: Post): void {
    const delivery = { messageId: id, body, queue: "background", priority, sentAt: clock.now() };
    wait(delivery, delaySeconds * 1000);
  }

  function wait(delivery: Delivery, milliseconds: number): void {
    later += 1;
    clock.after(milliseconds, () => {
      later -= 1;
      ready[delivery.priority].add(delivery);
      startNext();
    });
  }

  function startNext(): void {
    while (running < concurrency) {
      const [delivery] = ready.high.size > 0 ? ready.high : ready.low;
      if (delivery === undefined) break;
      ready[delivery.priority].delete(delivery);
      running += 1;
      void run(delivery);
    }
    if (unfinished() === 0) for (const wake of idle) wake();
  }

  async function run(delivery: Delivery): Promise<void> {
    const settlement = await handle(delivery, kernel);
    running -= 1;
    if (settlement === "return") wait(delivery, RETURN_MILLISECONDS);
    startNext();
  }

  const unfinished = () => later + running + ready.high.size + ready.low.size;

  return {
    send: broker.send,
    drain({ timeout }: DrainOptions) {
      if (unfinished() === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const disarm = timeout === undefined ? undefined : clock.after(toMilliseconds(timeout), () => finish(late()));
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
      `drain({ timeout }) is over with ${running} jobs running, ${waiting} waiting and ${later} delayed in this process. ` +
        "They are lost if the process ends now: wait longer, or enqueue such jobs to SQS.",
    );
  }
}

function toMilliseconds(timeout: NonNullable<DrainOptions["timeout"]>): number {
  const range = {
    what: 'drain: "timeout"',
    min: 0,
    max: TEN_YEARS_SECONDS,
    hint: "To wait without end, leave it out.",
  };
  return toSeconds(timeout, range) * 1000;
}
