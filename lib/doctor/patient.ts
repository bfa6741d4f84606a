// What of a deployment is Errand's: the rules look at nothing else.

import { WORKER } from "../core/environment.ts";
import {
  type Alarm,
  type Container,
  type DeployedSchedule,
  type Deployment,
  type EventSourceMapping,
  isKnown,
  type Known,
  type LambdaFunction,
  type Link,
  type Queue,
  type TaskService,
} from "./deployment.ts";
import { QUEUE_VARIABLE } from "./read-variables.ts";

/** What brings a queue's jobs to a worker. Of the two, either may be of another deployment. */
export interface Feed {
  readonly mapping: EventSourceMapping;
  readonly queue: Queue | undefined;
  readonly worker: LambdaFunction | undefined;
}

export interface Patient {
  /** Those that jobs are enqueued to. */
  readonly queues: readonly Queue[];
  readonly deadQueues: readonly Queue[];
  /** A queue, and its dead-letter queue where both are here. */
  readonly pairs: readonly { readonly queue: Queue; readonly dead: Queue }[];
  readonly feeds: readonly Feed[];
  /** The functions that run jobs. */
  readonly workers: readonly LambdaFunction[];
  /** The containers that do. */
  readonly containers: readonly Container[];
  /** What keeps those running. */
  readonly services: readonly TaskService[];
  /** What sends to the queues by itself. */
  readonly schedules: readonly { readonly schedule: DeployedSchedule; readonly queue: Queue }[];
  /** All of the deployment. */
  readonly alarms: readonly Alarm[];
}

/**
 * Errand's are the queues that an `ERRAND_…_QUEUE_URL` of a function or a container names, or that are noted as such; what reads those,
 * and what belongs to both.
 */
export function toPatient(deployment: Deployment): Patient {
  const { functions, mappings, schedules, alarms } = deployment;
  const programs = [...functions, ...deployment.containers];
  const byKey = new Map(deployment.queues.map((queue) => [queue.key, queue]));
  const queueOf = (link: Known<Link | undefined>): Queue | undefined =>
    isKnown(link) && link !== undefined ? byKey.get(link) : undefined;

  const noted = deployment.queues.filter((queue) => queue.noted).map(({ key }) => key);
  const named = new Set([...programs.flatMap((one) => namedQueues(one, "queue")), ...noted]);
  const workerKeys = new Set(functions.filter((one) => isWorker(one, deployment, named)).map(({ key }) => key));
  const ours = mappings.filter(
    ({ source, target }) => (isKnown(source) && named.has(source)) || (isKnown(target) && workerKeys.has(target)),
  );
  const feeds = ours.map((mapping) => ({
    mapping,
    queue: queueOf(mapping.source),
    worker: functions.find(({ key }) => key === mapping.target),
  }));
  const queues = unique([...[...named].map(queueOf), ...feeds.map(({ queue }) => queue)]);
  const pairs = queues.flatMap((queue) => {
    const dead = queueOf(queue.deadLetter);
    return dead === undefined ? [] : [{ queue, dead }];
  });
  const namedDead = programs.flatMap((one) => namedQueues(one, "dead")).map(queueOf);
  const deadQueues = unique([...pairs.map(({ dead }) => dead), ...namedDead]);
  const containers = deployment.containers.filter(isWorkerContainer);
  return {
    queues: queues.filter((queue) => !deadQueues.includes(queue)),
    deadQueues,
    pairs,
    feeds,
    workers: unique(feeds.map(({ worker }) => worker)),
    containers,
    services: deployment.services.filter(({ task }) => containers.some(({ key }) => key === task)),
    schedules: schedules.flatMap((schedule) => {
      const queue = queueOf(schedule.target);
      return queue !== undefined && queues.includes(queue) ? [{ schedule, queue }] : [];
    }),
    alarms,
  };
}

/** The queues that a program's variables name, those of one role. */
export function namedQueues(
  { environment }: Pick<LambdaFunction, "environment">,
  role: "queue" | "dead",
): readonly Link[] {
  if (!isKnown(environment)) return [];
  return Object.entries(environment).flatMap(([name, link]) => {
    const groups = QUEUE_VARIABLE.exec(name)?.groups;
    return groups !== undefined && isKnown(link) && (groups["dead"] !== undefined) === (role === "dead") ? [link] : [];
  });
}

/**
 * Whether it runs jobs. A function that enqueues may read somebody else's queue, and is no worker: so one that reads none of the
 * queues that anybody names is one only if whoever made it says so, or if nobody else reads those that it names.
 */
function isWorker(one: LambdaFunction, { mappings, queues }: Deployment, named: ReadonlySet<Link>): boolean {
  const sources = mappings.filter(({ target }) => target === one.key).map(({ source }) => source);
  if (sources.some((source) => isKnown(source) && named.has(source))) return true;
  if (sources.length === 0) return false;
  if (one.longestJobTimeoutSeconds !== undefined) return true;
  const own = namedQueues(one, "queue");
  const areHere = own.length > 0 && own.every((link) => queues.some(({ key }) => key === link));
  return areHere && !mappings.some(({ source }) => !isKnown(source) || own.includes(source));
}

/** Others enqueue. Its command may be the image's: then only the variable tells. */
function isWorkerContainer(one: Container): boolean {
  if (namedQueues(one, "queue").length === 0) return false;
  const words = isKnown(one.command) ? one.command.map(String) : [];
  return settingsOf(one) !== undefined || (words.includes("work") && words.some((word) => word.includes("errand")));
}

/** What a container's worker is told, as JSON; `undefined` where it isn't told anything. */
export function settingsOf({ environment }: Pick<Container, "environment">): Known<string> | undefined {
  return isKnown(environment) ? environment[WORKER] : undefined;
}

function unique<Item>(items: readonly (Item | undefined)[]): readonly Item[] {
  return [...new Set(items)].filter((item) => item !== undefined);
}
