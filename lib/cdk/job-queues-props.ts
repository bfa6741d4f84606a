// What a `JobQueues` is told, checked before anything of it is made.

import { RemovalPolicy, type SecretValue } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import { type Jobs, toCatalog } from "../core/catalog.ts";
import type { JobDefinition } from "../core/definition.ts";
import type { EventSourceSettings } from "../core/event-source-options.ts";
import { expectKnownKeys, expectOneOf, refuse } from "../core/options.ts";
import type { Priority } from "../core/ports.ts";
import type { AlarmOptions } from "./alarms.ts";
import { type Bundling, type BundlingOptions, checkBundling } from "./bundling.ts";
import { type ConcurrencyOptions, type ConcurrencyPlan, toConcurrency } from "./concurrency.ts";
import { expectConstruct } from "./expect-construct.ts";
import { expectNothingOfLambda } from "./lambda-only.ts";
import { type CheckedQueue, checkQueue, expectApart, type QueueOptions } from "./queue-options.ts";
import { expectSigningKeys } from "./signing-keys.ts";
import { type CheckedWorker, checkWorker, type WorkerOptions } from "./worker-options.ts";

/** Which functions run the jobs. */
export type Workers = OnLambda | "none";

/** Where there are any. */
export type OnLambda = "shared" | "per-priority";

interface EntryProps {
  /**
   * The module that exports `handler = createHandler(jobs)`, as a path from the folder in which cdk runs: `"functions/worker.ts"`.
   * With `workers: "none"` the one that exports the jobs, and it may be left out where `jobs` is given.
   */
  readonly entry: string;
}

/** What a `JobQueues` is told; without functions, `JobQueuesProps<"none">`. */
export type JobQueuesProps<Which extends Workers = OnLambda> = QueuesProps<Which> &
  (Which extends "none" ? Partial<EntryProps> : EntryProps);

interface QueuesProps<Which extends Workers> {
  /** The jobs that its handler must run: one that is missing stops the synthesis. Default: those that it runs. */
  readonly jobs?: Jobs;
  /**
   * One function for both queues, or one for each; default `"shared"`. `"none"` makes no function: then something else runs the
   * jobs, as a `WorkerService` does, and they may take up to 12 hours.
   */
  readonly workers?: Which;
  /** Invocations at once for each queue, so that a flood of low jobs can't take high's share; default 10 each. */
  readonly concurrency?: ConcurrencyOptions;
  /**
   * Whether the sum of both is kept for the functions out of the account's concurrency; default `true`. Else other functions may
   * take it, and throttled invocations wait. An account of which 100 can't be left unreserved, as a new one, needs `false`.
   */
  readonly reserve?: boolean;
  readonly queues?: Readonly<Partial<Record<Priority, QueueOptions>>>;
  readonly worker?: WorkerOptions;
  readonly bundling?: BundlingOptions;
  /** Encrypts the queues and the bucket; default: SQS's and S3's own keys. */
  readonly encryptionKey?: IKey;
  /**
   * For arguments that are too large for a message: `true` makes one, kept when the stack goes. One of yours needs rules that delete what
   * begins with `d30/` after 30 days, with `d400/` after 400 and with `d4000/` after 4,000. Default none: what is too large is refused.
   */
  readonly bucket?: boolean | IBucket;
  /**
   * What messages are signed with: the value of `ERRAND_SIGNING_KEYS`, as `secret.secretValue`. The workers get it, and whatever
   * `grantEnqueue` and `grantWork` give variables to. CloudFormation puts it there when it deploys: the template doesn't show it, but the
   * function's configuration does, to who may read that, and a new value comes with the next deployment that changes the function. To fetch
   * keys when a function runs, leave this out and use `configure({ signingKeys })`. Default: not signed.
   */
  readonly signingKeys?: SecretValue;
  /** How long the oldest job may wait, and where alarms are sent; `false` for none. Default: those of a topic of their own. */
  readonly alarms?: false | AlarmOptions;
  /** Whether there is a dashboard; default `true`. */
  readonly dashboard?: boolean;
  /**
   * What becomes of queues and bucket when the stack goes, or no longer has them; default: the dead-letter queues and the bucket are
   * retained, and a queue in whose place an update makes another.
   */
  readonly removalPolicy?: RemovalPolicy;
}

export interface CheckedProps {
  /** None only where there are `jobs`, and no functions. */
  readonly entry: string | undefined;
  /** Those that were named; `undefined` where none were. */
  readonly jobs: ReadonlyMap<string, JobDefinition> | undefined;
  readonly workers: Workers;
  readonly concurrency: Readonly<Record<Priority, ConcurrencyPlan>>;
  readonly reserve: boolean;
  readonly queues: Readonly<Record<Priority, CheckedQueue>>;
  readonly eventSources: Readonly<Record<Priority, EventSourceSettings>>;
  readonly worker: CheckedWorker;
  readonly bundling: Bundling;
  readonly encryptionKey: IKey | undefined;
  readonly bucket: boolean | IBucket;
  readonly signingKeys: SecretValue | undefined;
  readonly removalPolicy: RemovalPolicy | undefined;
  readonly alarms: false | AlarmOptions;
  readonly dashboard: boolean;
}

const WORKERS: readonly Workers[] = ["shared", "per-priority", "none"];

const KNOWN = [
  "entry",
  "jobs",
  "workers",
  "concurrency",
  "reserve",
  "queues",
  "worker",
  "bundling",
  "encryptionKey",
  "bucket",
  "signingKeys",
  "removalPolicy",
  "alarms",
  "dashboard",
];

/** There are no snapshots of a queue or a bucket. */
const REMOVAL_POLICIES = Object.values(RemovalPolicy).filter((policy) => policy !== RemovalPolicy.SNAPSHOT);

/** @throws `ErrandError` `invalid_option`, `no_jobs` or `duplicate_job`. */
export function checkProps(props: JobQueuesProps<Workers>): CheckedProps {
  expectKnownKeys(props, KNOWN, "JobQueues");
  const { entry, jobs, reserve = true, queues = {} } = props;
  const workers = expectOneOf(WORKERS, props.workers ?? "shared", 'JobQueues: "workers"');
  if (workers === "none") expectNothingOfLambda(props);
  expectEntry(entry, workers, jobs);
  expectKnownKeys(queues, ["high", "low"], "JobQueues: queues");
  if (typeof reserve !== "boolean") throw refuse('JobQueues: "reserve"', "true or false", reserve);
  const concurrency = toConcurrency(props.concurrency);
  const [high, low] = [
    checkQueue(queues.high, "JobQueues: queues.high"),
    checkQueue(queues.low, "JobQueues: queues.low"),
  ];
  expectApart([high, low]);
  const { encryptionKey, bucket = false, signingKeys, removalPolicy, alarms = {}, dashboard = true } = props;
  if (encryptionKey !== undefined) expectConstruct(encryptionKey, "keyArn", 'JobQueues: "encryptionKey"', "a KMS key");
  if (typeof bucket !== "boolean")
    expectConstruct(bucket, "bucketArn", 'JobQueues: "bucket"', "true, false or a bucket");
  expectSigningKeys(signingKeys, props.worker?.environment);
  if (typeof dashboard !== "boolean") throw refuse('JobQueues: "dashboard"', "true or false", dashboard);
  if (removalPolicy !== undefined) expectOneOf(REMOVAL_POLICIES, removalPolicy, 'JobQueues: "removalPolicy"');
  return {
    entry,
    jobs: jobs === undefined ? undefined : toCatalog(jobs),
    workers,
    concurrency,
    reserve,
    queues: { high, low },
    eventSources: { high: high.source, low: low.source },
    worker: checkWorker(props.worker),
    bundling: checkBundling(props.bundling),
    encryptionKey,
    bucket,
    signingKeys,
    removalPolicy,
    alarms,
    dashboard,
  };
}

function expectEntry(entry: unknown, workers: Workers, jobs: Jobs | undefined): void {
  if (typeof entry === "string" && entry !== "") return;
  if (workers !== "none") {
    const expected = "the path of the module that exports the handler";
    throw refuse('JobQueues: "entry"', expected, entry, 'Give "functions/worker.ts".');
  }
  if (entry === undefined && jobs !== undefined) return;
  const expected = 'the path of the module that exports the jobs, where no "jobs" are given';
  throw refuse('JobQueues: "entry"', expected, entry, 'Give "app/jobs.ts", or the jobs themselves.');
}
