// What is deployed, or is to be, as the doctor's rules see it: plain values, in which what can't be known is unknown.

/** A value that only the deployment itself decides: a parameter, a condition, another stack's export. */
export const UNKNOWN: unique symbol = Symbol("unknown");

export type Known<Value> = Value | typeof UNKNOWN;

export function isKnown<Value>(value: Known<Value>): value is Value {
  return value !== UNKNOWN;
}

/** Which resource another one means: the key of one that is here, or the name of one that isn't. */
export type Link = string;

export interface Resource {
  /** One of a kind in the deployment. */
  readonly key: string;
  /** The logical id, one of a kind in its template. */
  readonly id: string;
  readonly template: string;
}

export interface Queue extends Resource {
  /** The physical name, where the template gives it one. */
  readonly name: Known<string | undefined>;
  readonly fifo: Known<boolean>;
  readonly contentBasedDeduplication: Known<boolean>;
  readonly visibilitySeconds: Known<number>;
  readonly retentionSeconds: Known<number>;
  readonly delaySeconds: Known<number>;
  readonly maximumMessageBytes: Known<number>;
  readonly encrypted: Known<boolean>;
  /** Whether its policy refuses requests that don't come over TLS. */
  readonly requiresTls: Known<boolean>;
  readonly deadLetter: Known<Link | undefined>;
  readonly maxReceiveCount: Known<number | undefined>;
  /** Which queues may have it as their dead-letter queue; `undefined` is all. */
  readonly allowsSources: Known<readonly Known<Link>[] | "all" | "none" | undefined>;
  /** What becomes of it when the stack no longer has it. */
  readonly deletionPolicy: Known<string>;
  /** Whether whoever made it has noted that jobs are enqueued to it: where no function names it, nothing else tells. */
  readonly noted: boolean;
}

/** Variables by their names; what a queue's URL stands in is a link. */
export type Variables = Readonly<Record<string, Known<string>>>;

export interface LambdaFunction extends Resource {
  readonly name: Known<string | undefined>;
  readonly runtime: Known<string | undefined>;
  readonly architecture: Known<string>;
  readonly handler: Known<string | undefined>;
  readonly timeoutSeconds: Known<number>;
  readonly memoryMegabytes: Known<number>;
  readonly reservedConcurrency: Known<number | undefined>;
  readonly recursiveLoop: Known<string>;
  readonly environment: Known<Variables>;
  /** For how long its log is kept; `undefined` is for ever. */
  readonly logRetentionDays: Known<number | undefined>;
  /** The longest timeout of its jobs, where whoever made it has noted that. */
  readonly longestJobTimeoutSeconds: number | undefined;
}

/** What polls a queue and invokes a function. */
export interface EventSourceMapping extends Resource {
  readonly source: Known<Link>;
  readonly target: Known<Link>;
  readonly enabled: Known<boolean>;
  readonly batchSize: Known<number>;
  readonly windowSeconds: Known<number>;
  readonly maximumConcurrency: Known<number | undefined>;
  /** Provisioned pollers: how many at most. */
  readonly mostPollers: Known<number | undefined>;
  readonly reportsBatchItemFailures: Known<boolean>;
  readonly filtered: Known<boolean>;
}

export interface DeployedSchedule extends Resource {
  readonly expression: Known<string>;
  readonly timeZone: Known<string>;
  readonly enabled: Known<boolean>;
  readonly target: Known<Link>;
  readonly role: Known<string | undefined>;
  readonly deadLetter: Known<Link | undefined>;
  /** The message group, for a FIFO queue. */
  readonly group: Known<string | undefined>;
}

/** A container of a task; its id and key are the task's. */
export interface Container extends Resource {
  readonly name: Known<string>;
  readonly environment: Known<Variables>;
  /** What it is started with, and with what: entry point and command, where they aren't the image's. */
  readonly command: Known<readonly unknown[]>;
  /** How long it has after it was told to stop. */
  readonly stopSeconds: Known<number>;
  /** Whether a process of its own hands signals on. */
  readonly init: Known<boolean>;
  /** In which its program runs. */
  readonly role: Known<string | undefined>;
  /** Whether that role may do something with a queue, as far as it is known. */
  may(action: string, queue: Link): Known<boolean>;
}

/** So many tasks. */
export interface TaskService extends Resource {
  readonly task: Known<Link>;
  /** Where nothing scales it; `undefined` is one at first, and then as many as there are. */
  readonly tasks: Known<number | undefined>;
  /** What scales it may have so many; `undefined` where nothing does. */
  readonly mostTasks: Known<number | undefined>;
}

/** One metric of a queue that an alarm watches. */
export interface Watch {
  readonly namespace: Known<string>;
  readonly metric: Known<string>;
  readonly queue: Known<Link | undefined>;
}

export interface Alarm extends Resource {
  readonly watches: readonly Watch[];
}

export interface Deployment {
  readonly queues: readonly Queue[];
  readonly functions: readonly LambdaFunction[];
  readonly containers: readonly Container[];
  readonly services: readonly TaskService[];
  readonly mappings: readonly EventSourceMapping[];
  readonly schedules: readonly DeployedSchedule[];
  readonly alarms: readonly Alarm[];
}
