// The construct that makes all that a set of jobs needs: queues, dead-letter queues, workers, schedules, and who may enqueue.

import { Stack } from "aws-cdk-lib";
import type { Alarm, Dashboard } from "aws-cdk-lib/aws-cloudwatch";
import type { Grant, IGrantable, Role } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { CfnScheduleGroup } from "aws-cdk-lib/aws-scheduler";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { longestJobTimeout } from "../core/function-timeout.ts";
import type { Priority } from "../core/ports.ts";
import { addAlarms } from "./alarms.ts";
import { toBucket } from "./bucket.ts";
import { acknowledgeChosen } from "./chosen.ts";
import { addDashboard } from "./dashboard.ts";
import { addDoctor } from "./doctor-plugin.ts";
import { type Enqueuer, giveVariables, toEnds } from "./enqueuer.ts";
import { type Granted, grantDeadJobs, grantListing, grantSending, grantWorking } from "./grants.ts";
import { checkProps, type JobQueuesProps, type OnLambda, type Workers } from "./job-queues-props.ts";
import { planTopology } from "./plan-topology.ts";
import { prepareWorker } from "./prepare-worker.ts";
import { expectPriorities, PRIORITIES } from "./priorities.ts";
import { type QueuePair, toPairs } from "./queue-pair.ts";
import { makeSchedules } from "./schedules.ts";
import { toSecretVariables } from "./signing-keys.ts";
import { toVariables } from "./variables.ts";
import { toWatched } from "./watched.ts";
import { connect } from "./worker.ts";
import { makeWorkers } from "./workers.ts";

/** The function that runs jobs; `undefined` where `workers: "none"` makes none. */
export type WorkerOf<Which extends Workers> = Which extends "none" ? undefined : LambdaFunction;

/** One priority's queue, its dead-letter queue, and the function that runs its jobs. */
export interface PriorityQueue<Which extends Workers = OnLambda> extends QueuePair {
  readonly worker: WorkerOf<Which>;
}

/**
 * Queues, dead-letter queues, workers and schedules of a set of jobs. Every number is derived from the jobs, so that what
 * belongs together fits together.
 *
 * @throws `ErrandError` `invalid_option`, `invalid_entry`, `no_jobs` or `duplicate_job`, at synthesis.
 *
 * @example
 * const queues = new JobQueues(this, "Jobs", { jobs, entry: "functions/worker.ts" });
 * queues.grantEnqueue(webFunction);
 */
export class JobQueues<Which extends Workers = OnLambda> extends Construct {
  readonly high: PriorityQueue<Which>;
  readonly low: PriorityQueue<Which>;
  /** The function that runs the jobs; with `workers: "per-priority"`, the high ones; with `"none"` `undefined`. */
  readonly worker: WorkerOf<Which>;
  /** The names of the jobs; none are known where another stack alone is deployed. */
  readonly jobs: readonly string[];
  /** Errand's variables but for `ERRAND_SIGNING_KEYS`, for what `grantEnqueue` can't give them to. */
  readonly environment: Readonly<Record<string, string>>;
  readonly scheduleGroup: CfnScheduleGroup;
  /** In which schedules send to the queues. */
  readonly scheduleRole: Role;
  /** For what is too large for a message; `undefined` unless asked for. */
  readonly bucket: IBucket | undefined;
  /** Where alarms are sent, to be subscribed to; `undefined` without alarms. */
  readonly alarmTopic: ITopic | undefined;
  readonly alarms: readonly Alarm[];
  readonly dashboard: Dashboard | undefined;
  readonly #granted: Granted;
  /** Apart from `environment`, which an application may print or put into an output. */
  readonly #secrets: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: JobQueuesProps<Which>) {
    super(scope, id);
    const checked = checkProps(props);
    const { code, jobs } = prepareWorker(this, checked);
    const topology = planTopology(jobs, checked);
    const timeoutSeconds = topology.functionTimeoutSeconds;
    const pairs = toPairs(this, topology, checked);
    const schedules = makeSchedules(this, pairs, topology.schedules, checked.removalPolicy);
    const bucket = toBucket(this, checked);
    this.environment = toVariables(pairs, schedules, bucket);
    this.#secrets = toSecretVariables(checked.signingKeys);
    this.#granted = { pairs, schedules, bucket };
    const longestJobTimeoutSeconds = longestJobTimeout(jobs);
    const workers = makeWorkers(this, checked, { code, timeoutSeconds, longestJobTimeoutSeconds });
    for (const fn of new Set(Object.values(workers ?? {}))) {
      this.grantWork(
        fn,
        PRIORITIES.filter((priority) => workers?.[priority] === fn),
      );
    }
    for (const plan of topology.queues) {
      const fn = workers?.[plan.priority];
      if (fn !== undefined) connect(fn, pairs[plan.priority], plan, checked.concurrency[plan.priority]);
    }
    const memoryMegabytes = checked.worker.memorySize;
    const watched = toWatched(pairs, workers, { timeoutSeconds, memoryMegabytes, longestJobTimeoutSeconds });
    const { topic, alarms = [] } = checked.alarms === false ? {} : addAlarms(this, watched, checked.alarms);
    this.alarmTopic = topic;
    this.alarms = alarms;
    this.dashboard = checked.dashboard ? addDashboard(this, watched) : undefined;
    acknowledgeChosen(this, checked);
    addDoctor(Stack.of(this));
    // That there are functions unless there are to be none, the compiler can't see.
    this.high = { ...pairs.high, worker: workers?.high as WorkerOf<Which> };
    this.low = { ...pairs.low, worker: workers?.low as WorkerOf<Which> };
    this.worker = this.high.worker;
    this.jobs = jobs.map(({ name }) => name).toSorted();
    this.scheduleGroup = schedules.group;
    this.scheduleRole = schedules.role;
    this.bucket = bucket;
  }

  /**
   * Lets a function, a container, a task, a role or a user enqueue: to send to the queues, and to make, change, find and end
   * schedules. A function, a container and a task's default container get the variables as well.
   *
   * @throws `ErrandError` `invalid_option` where it enqueues into other queues already.
   */
  grantEnqueue(enqueuer: Enqueuer): Grant {
    const { grantee, host } = toEnds(enqueuer);
    if (host !== undefined) giveVariables(host, { ...this.environment, ...this.#secrets }, this);
    return grantSending(grantee, this.#granted);
  }

  /**
   * Lets it run the jobs of these priorities' queues, default both, and enqueue: for workers that are no `WorkerService`, as on EC2 or
   * Kubernetes. A function, a container and a task's default container get the variables as well.
   *
   * @throws `ErrandError` `invalid_option` for no priority or an unknown one.
   */
  grantWork(worker: Enqueuer, priorities: readonly Priority[] = PRIORITIES): Grant {
    expectPriorities(priorities, "grantWork(x, priorities)");
    const { grantee, host } = toEnds(worker);
    if (host !== undefined) giveVariables(host, { ...this.environment, ...this.#secrets }, this);
    return grantWorking(grantee, this.#granted, priorities);
  }

  /** Lets it read, send back and discard dead jobs: `deadJobs()`. It is given no variables. */
  grantDeadJobs(grantee: IGrantable): Grant {
    return grantDeadJobs(grantee, this.#granted);
  }

  /** Lets it list schedules, which AWS allows for all groups of the account or for none: `job.schedules()`. */
  grantListSchedules(grantee: IGrantable): Grant {
    return grantListing(grantee, this.#granted);
  }
}
