// All queues of the account, and how a request names one: by its name, its URL or its ARN.

import type { Clock } from "../../core/ports.ts";
import type { Journal } from "../data/journal.ts";
import { type Faults, NO_FAULTS } from "../faults.ts";
import { SqsError } from "./errors.ts";
import { COOLING_OFF_SECONDS } from "./limits.ts";
import { createMoveTasks, type MoveTasks } from "./move-tasks.ts";
import { createQueue, type Queue } from "./queue.ts";
import { type QueueSettings, toSettings } from "./queue-settings.ts";
import type { Tags } from "./queue-state.ts";
import { type KeptQueue, readKeptQueues } from "./restore.ts";

export interface Queues {
  readonly accountId: string;
  /** The ARN that a queue of this name has, or would have. */
  arnOf(name: string): string;
  create(name: string, settings: QueueSettings, tags: Tags): Queue;
  delete(queue: Queue): void;
  find(name: string): Queue | undefined;
  findByArn(arn: string): Queue | undefined;
  /** The queue at this URL, by the name at its end: whatever the host is called from where the request came. */
  at(url: string): Queue;
  /** The names of all, in order. */
  names(): readonly string[];
  /** The names of those that have this queue as their dead-letter queue, in order. */
  sourcesOf(arn: string): readonly string[];
  readonly moveTasks: MoveTasks;
}

interface QueuesOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  readonly journal: Journal;
  readonly faults?: (() => Faults) | undefined;
}

/** Those that an earlier process has kept are there again. */
export function createQueues(options: QueuesOptions): Queues {
  const { clock, region, accountId, journal, faults = () => NO_FAULTS } = options;
  const queues = new Map<string, Queue>();
  const deletedAt = new Map<string, number>();
  const arnPrefix = `arn:aws:sqs:${region}:${accountId}:`;

  const arnOf = (name: string): string => arnPrefix + name;
  const findByArn = (arn: string): Queue | undefined =>
    arn.startsWith(arnPrefix) ? queues.get(arn.slice(arnPrefix.length)) : undefined;

  const names = (): readonly string[] => [...queues.keys()].sort();

  const add = (name: string, settings: QueueSettings, tags: Tags, kept: KeptQueue | undefined): Queue => {
    const queue = createQueue({ name, arn: arnOf(name), settings, tags, clock, findByArn, faults, journal, kept });
    queues.set(name, queue);
    return queue;
  };

  for (const kept of readKeptQueues(journal)) {
    const { name, attributes, tags } = kept.record;
    add(name, toSettings(new Map(attributes), new Map()), new Map(tags), kept);
  }

  return {
    accountId,
    arnOf,
    create(name, settings, tags) {
      if (clock.now() - (deletedAt.get(name) ?? Number.NEGATIVE_INFINITY) < COOLING_OFF_SECONDS * 1000) {
        const rule = `You must wait ${COOLING_OFF_SECONDS} seconds after deleting a queue before you can create another`;
        throw new SqsError("QueueDeletedRecently", `${rule} with the same name.`);
      }
      deletedAt.delete(name);
      return add(name, settings, tags, undefined);
    },
    delete(queue) {
      queues.delete(queue.name);
      deletedAt.set(queue.name, clock.now());
      queue.close(noSuchQueue());
    },
    find: (name) => queues.get(name),
    findByArn,
    at(url) {
      const name = url.replace(/\/$/, "").split("/").at(-1) ?? "";
      const queue = queues.get(name);
      if (queue === undefined) throw noSuchQueue();
      return queue;
    },
    names,
    sourcesOf: (arn) => names().filter((name) => queues.get(name)?.settings().redrive?.deadLetterTargetArn === arn),
    moveTasks: createMoveTasks({ clock, findByArn }),
  };
}

export function noSuchQueue(): SqsError {
  return new SqsError("QueueDoesNotExist", "The specified queue does not exist.");
}
