// What becomes of sealed messages: the job's schema is asked, the mode's broker takes them, and listeners hear of it.

import { createBroker } from "./broker-by-mode.ts";
import type { ClientBroker } from "./client-broker.ts";
import { definitionOf, type JobDefinition } from "./definition.ts";
import { guarded } from "./emit.ts";
import type { EnqueueEntry } from "./enqueue-many-error.ts";
import type { JobReference } from "./enqueuer.ts";
import { createJobSchedules, type JobSchedules } from "./job-schedules.ts";
import { expectArgs } from "./parse-args.ts";
import type { Post } from "./ports.ts";
import { type Order, sealAll } from "./sealing.ts";
import type { ClientWorld, Settings } from "./settings.ts";
import { createWaitingJobs, type WaitingJobs } from "./waiting-jobs.ts";

/** What is to be posted, of one job. */
interface PostOrder extends Order {
  readonly job: unknown;
  /** What cancels and moves the job of this id. */
  readonly reference: (id: string) => JobReference;
}

export interface Poster {
  /** One entry each, in their order; rejects when nothing was tried. */
  post(order: PostOrder): Promise<readonly EnqueueEntry[]>;
  /** What is done with jobs that wait for their time, and with schedules. */
  readonly planning: WaitingJobs & JobSchedules;
  /** As `ClientBroker.drain`. */
  drain(timeoutSeconds: number | undefined): Promise<void>;
}

export function createPoster(settings: Settings, world: ClientWorld): Poster {
  const emit = guarded(settings.onEvent ?? (() => {}));
  let broker: Promise<ClientBroker> | undefined;
  const connect = (): Promise<ClientBroker> => {
    broker ??= createBroker(settings, world).catch((error: unknown) => {
      broker = undefined; // so that the next call tries anew, once the configuration is mended
      throw error;
    });
    return broker;
  };
  return {
    planning: { ...createWaitingJobs(connect, world.clock, emit), ...createJobSchedules(connect, world.clock) },
    async post({ job, reference, ...order }) {
      const definition = definitionOf(job) as JobDefinition;
      const { name, schema } = definition;
      const { entries, delaySeconds, priority, dueAt } = sealAll(definition, order, world.limits);
      if (schema !== undefined) for (const { args, where } of entries) await expectArgs(schema, args, where);
      const onAccepted = ({ id }: Post): void => {
        emit({ type: "job.enqueued", job: name, id, priority, attempt: 1, at: world.clock.now(), delaySeconds });
      };
      const messages = entries.map(({ message }) => message);
      const answers = await (await connect()).send(messages, definition, onAccepted);
      return messages.map(({ id }, index) => {
        const answer = answers[index];
        if (answer?.ok) return { ok: true, receipt: { ...reference(id), priority, dueAt: new Date(dueAt) } };
        return answer ?? { ok: false, error: new Error(`The broker did not say what became of message ${id}.`) };
      });
    },
    async drain(timeoutSeconds) {
      if (broker !== undefined) await (await broker).drain(timeoutSeconds);
    },
  };
}
