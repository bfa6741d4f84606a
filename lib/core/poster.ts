// What becomes of sealed messages: the job's schema is asked, the mode's broker takes them, and listeners hear of it.

import { createBroker } from "./broker-by-mode.ts";
import type { ClientBroker } from "./client-broker.ts";
import type { JobDefinition } from "./definition.ts";
import { guarded } from "./emit.ts";
import type { EnqueueEntry } from "./enqueue-many-error.ts";
import { expectArgs } from "./parse-args.ts";
import { createPlanning, type Planning } from "./planning.ts";
import type { Post } from "./ports.ts";
import type { ClientWorld, Settings } from "./settings.ts";

/** A message that is ready to be posted. */
export interface Sealed {
  /** The job, and the entry of a list, for errors. */
  readonly where: string;
  readonly args: readonly unknown[];
  readonly message: Post;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
}

export interface Poster {
  /** One entry each, in their order; rejects when nothing was tried. */
  post(definition: JobDefinition, sealed: readonly Sealed[], delaySeconds: number): Promise<readonly EnqueueEntry[]>;
  /** What is done with jobs that wait for their time, and with schedules. */
  planning(): Planning;
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
  const planning = createPlanning(connect, world);
  return {
    planning: () => planning,
    async post(definition, sealed, delaySeconds) {
      const { name: job, schema } = definition;
      if (schema !== undefined) for (const { args, where } of sealed) await expectArgs(schema, args, where);
      const onAccepted = ({ id, priority }: Post): void => {
        emit({ type: "job.enqueued", job, id, priority, attempt: 1, at: world.clock.now(), delaySeconds });
      };
      const messages = sealed.map(({ message }) => message);
      const answers = await (await connect()).send(messages, definition, onAccepted);
      return sealed.map(({ message: { id, priority }, dueAt }, index) => {
        const answer = answers[index];
        if (answer?.ok) {
          const reference = planning.reference(definition, id);
          return { ok: true, receipt: { id, job, priority, dueAt: new Date(dueAt), ...reference } };
        }
        return answer ?? { ok: false, error: new Error(`The broker did not say what became of message ${id}.`) };
      });
    },
    async drain(timeoutSeconds) {
      if (broker !== undefined) await (await broker).drain(timeoutSeconds);
    },
  };
}
