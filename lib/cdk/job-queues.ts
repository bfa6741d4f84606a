// The construct that makes all that a set of jobs needs: queues, dead-letter queues, workers, schedules, and who may enqueue.

import { Stack } from "aws-cdk-lib";
import type { Alarm, Dashboard } from "aws-cdk-lib/aws-cloudwatch";
import type { Grant, IGrantable, Role } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { CfnScheduleGroup } from "aws-cdk-lib/aws-scheduler";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { longestJobTimeout, toFunctionTimeout } from "../core/function-timeout.ts";
import { toTopology } from "../core/topology.ts";
import { addAlarms } from "./alarms.ts";
import { toBucket } from "./bucket.ts";
import { acknowledgeChosen } from "./chosen.ts";
import { addDashboard } from "./dashboard.ts";
import { addDoctor } from "./doctor-plugin.ts";
import { type Enqueuer, giveVariables, toEnds } from "./enqueuer.ts";
import { type Granted, grantDeadJobs, grantListing, grantSending, grantWorking } from "./grants.ts";
import { checkProps, type JobQueuesProps } from "./job-queues-props.ts";
import { prepareWorker } from "./prepare-worker.ts";
import { type QueuePair, toPairs } from "./queue-pair.ts";
import { makeSchedules } from "./schedules.ts";
import { toVariables } from "./variables.ts";
import { toWatched } from "./watched.ts";
import { connect } from "./worker.ts";
import { makeWorkers } from "./workers.ts";

/** One priority's queue, its dead-letter queue, and the function that runs its jobs. */
export interface PriorityQueue extends QueuePair {
  readonly worker: LambdaFunction;
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
export class JobQueues extends Construct {
  readonly high: PriorityQueue;
  readonly low: PriorityQueue;
  /** The function that runs the jobs; with `workers: "per-priority"`, the high ones. */
  readonly worker: LambdaFunction;
  /** Errand's variables, for what `grantEnqueue` can't give them to. */
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

  constructor(scope: Construct, id: string, props: JobQueuesProps) {
    super(scope, id);
    const checked = checkProps(props);
    const { code, jobs } = prepareWorker(this, checked);
    const timeoutSeconds = toFunctionTimeout(jobs, checked.worker.timeout?.toSeconds());
    const topology = toTopology({
      definitions: jobs,
      functionTimeoutSeconds: timeoutSeconds,
      eventSources: checked.eventSources,
    });
    const pairs = toPairs(this, topology, checked);
    const schedules = makeSchedules(this, pairs, topology.schedules, checked.removalPolicy);
    const bucket = toBucket(this, checked);
    const environment = toVariables(pairs, schedules, bucket);
    const longestJobTimeoutSeconds = longestJobTimeout(jobs);
    const workers = makeWorkers(this, checked, { code, timeoutSeconds, longestJobTimeoutSeconds });
    this.#granted = { pairs: [pairs.high, pairs.low], schedules, bucket };
    for (const fn of new Set(Object.values(workers))) {
      giveVariables(fn, environment, this);
      const own = (["high", "low"] as const).filter((priority) => workers[priority] === fn);
      grantWorking(
        fn,
        this.#granted,
        own.map((priority) => pairs[priority]),
      );
    }
    for (const plan of topology.queues) {
      connect(workers[plan.priority], pairs[plan.priority], plan, checked.concurrency[plan.priority]);
    }
    const watched = toWatched(pairs, workers, { timeoutSeconds, memoryMegabytes: checked.worker.memorySize });
    const { topic, alarms = [] } = checked.alarms === false ? {} : addAlarms(this, watched, checked.alarms);
    this.alarmTopic = topic;
    this.alarms = alarms;
    this.dashboard = checked.dashboard ? addDashboard(this, watched) : undefined;
    acknowledgeChosen(this, checked);
    addDoctor(Stack.of(this));
    this.high = { ...pairs.high, worker: workers.high };
    this.low = { ...pairs.low, worker: workers.low };
    this.worker = workers.high;
    this.environment = environment;
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
    if (host !== undefined) giveVariables(host, this.environment, this);
    return grantSending(grantee, this.#granted);
  }

  /** Lets it read, send back and discard dead jobs: `deadJobs()`. */
  grantDeadJobs(grantee: IGrantable): Grant {
    return grantDeadJobs(grantee, this.#granted);
  }

  /** Lets it list schedules, which AWS allows for all groups of the account or for none: `job.schedules()`. */
  grantListSchedules(grantee: IGrantable): Grant {
    return grantListing(grantee, this.#granted);
  }
}
