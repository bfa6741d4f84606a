// A function that runs jobs, and how the messages of its queues reach it.

import { type CfnResource, Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import { ManagedPolicy, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  type Code,
  EventSourceMapping,
  Function as LambdaFunction,
  RecursiveLoop,
  Runtime,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { QueuePlan } from "../core/topology.ts";
import type { ConcurrencyPlan } from "./concurrency.ts";
import { toPriorityId } from "./priority-id.ts";
import type { QueuePair } from "./queue-pair.ts";
import { withSourceMaps } from "./worker-environment.ts";
import type { CheckedWorker } from "./worker-options.ts";

export interface WorkerSettings {
  readonly code: Code;
  readonly timeoutSeconds: number;
  readonly longestJobTimeoutSeconds: number;
  readonly reservedConcurrency: number | undefined;
  readonly sourceMap: boolean;
  readonly options: CheckedWorker;
}

export function makeWorker(scope: Construct, id: string, settings: WorkerSettings): LambdaFunction {
  const { code, timeoutSeconds, longestJobTimeoutSeconds, sourceMap, reservedConcurrency, options } = settings;
  const { memorySize, architecture, tracing, logRetention, vpc, vpcSubnets, securityGroups, layers } = options;
  const worker = new Construct(scope, id);
  const logGroup = new LogGroup(worker, "Logs", { retention: logRetention, removalPolicy: RemovalPolicy.DESTROY });
  const role = new Role(worker, "Role", {
    assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    managedPolicies:
      vpc === undefined ? [] : [ManagedPolicy.fromAwsManagedPolicyName("service-role/AWSLambdaVPCAccessExecutionRole")],
  });
  logGroup.grantWrite(role);
  if (vpc !== undefined) {
    const reason =
      "The network interfaces of a function in a VPC: the permissions are AWS's own, and name no more than it needs.";
    const policy = "arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole";
    Validations.of(role).acknowledge({ id: `AwsSolutions-IAM4[Policy::${policy}]`, reason });
  }
  if (tracing !== Tracing.DISABLED) {
    const reason = "X-Ray's traces belong to no resource: AWS allows sending them for all or none.";
    Validations.of(role).acknowledge({ id: "AwsSolutions-IAM5[Resource::*]", reason });
  }
  const fn = new LambdaFunction(worker, "Function", {
    description: "Runs the jobs of a queue.",
    code,
    role,
    logGroup,
    runtime: Runtime.NODEJS_24_X,
    architecture,
    handler: "index.handler",
    timeout: Duration.seconds(timeoutSeconds),
    memorySize,
    tracing,
    // Retries are sent from the function to its own queue. Errand counts its hops itself.
    recursiveLoop: RecursiveLoop.ALLOW,
    environment: sourceMap ? withSourceMaps(options.environment) : options.environment,
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
    ...(vpc === undefined ? {} : { vpc }),
    ...(vpcSubnets === undefined ? {} : { vpcSubnets }),
    ...(securityGroups === undefined ? {} : { securityGroups: [...securityGroups] }),
    ...(layers === undefined ? {} : { layers: [...layers] }),
  });
  (fn.node.defaultChild as CfnResource).addMetadata("errand:longestJobTimeoutSeconds", longestJobTimeoutSeconds);
  return fn;
}

/** Each message that fails alone comes again alone: without the report, AWS would delete it. */
export function connect(
  fn: LambdaFunction,
  { queue }: QueuePair,
  plan: QueuePlan,
  { maximumConcurrency, pollers }: ConcurrencyPlan,
): void {
  const { priority, batchSize, batchingWindowSeconds } = plan;
  new EventSourceMapping(fn, toPriorityId(priority), {
    target: fn,
    eventSourceArn: queue.queueArn,
    batchSize,
    reportBatchItemFailures: true,
    ...(batchingWindowSeconds === 0 ? {} : { maxBatchingWindow: Duration.seconds(batchingWindowSeconds) }),
    ...(maximumConcurrency === undefined ? {} : { maxConcurrency: maximumConcurrency }),
    ...(pollers === undefined
      ? {}
      : { provisionedPollerConfig: { minimumPollers: pollers.min, maximumPollers: pollers.max } }),
  });
}
