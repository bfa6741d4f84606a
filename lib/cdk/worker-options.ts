// What may be chosen of the worker's functions.

import type { Duration } from "aws-cdk-lib";
import type { ISecurityGroup, IVpc, SubnetSelection } from "aws-cdk-lib/aws-ec2";
import { Architecture, type ILayerVersion, Tracing } from "aws-cdk-lib/aws-lambda";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { LONGEST_FUNCTION_SECONDS } from "../core/function-timeout.ts";
import { expectKnownKeys, expectOneOf, isWhole, refuse } from "../core/options.ts";
import { toWholeSeconds } from "./whole-seconds.ts";
import { expectEnvironment } from "./worker-environment.ts";

export interface WorkerOptions {
  /** MB, and with it the share of a processor: 128 to 10,240; default 512. */
  readonly memorySize?: number;
  /** How long one invocation may take; default: the longest `timeout` of a job and 5 seconds, at least a minute. At most 15 minutes. */
  readonly timeout?: Duration;
  /** Variables beside Errand's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Default `Architecture.ARM_64`: a fifth cheaper. */
  readonly architecture?: Architecture;
  /** Where the functions run, for what isn't reached from outside; default: no VPC. It needs a way to SQS: a NAT gateway or an endpoint. */
  readonly vpc?: IVpc;
  /** Default: the private subnets. */
  readonly vpcSubnets?: SubnetSelection;
  /** Default: one of their own, with a way out. */
  readonly securityGroups?: readonly ISecurityGroup[];
  /** X-Ray; default `Tracing.DISABLED`. */
  readonly tracing?: Tracing;
  /** How long logs are kept; default a month. */
  readonly logRetention?: RetentionDays;
  readonly layers?: readonly ILayerVersion[];
}

export type CheckedWorker = WorkerOptions &
  Required<Pick<WorkerOptions, "memorySize" | "environment" | "architecture" | "tracing" | "logRetention">>;

const KNOWN = [
  "memorySize",
  "timeout",
  "environment",
  "architecture",
  "vpc",
  "vpcSubnets",
  "securityGroups",
  "tracing",
  "logRetention",
  "layers",
];

/** Lambda's, in MB. API reference: CreateFunction, MemorySize; what an account gets without asking is 10,240. */
const MEMORY = { min: 128, max: 10_240 };

/** @throws `ErrandError` `invalid_option`. */
export function checkWorker(options: WorkerOptions = {}): CheckedWorker {
  const where = "JobQueues: worker";
  expectKnownKeys(options, KNOWN, where);
  const { memorySize = 512, timeout, environment = {}, architecture = Architecture.ARM_64 } = options;
  const { tracing = Tracing.DISABLED, logRetention = RetentionDays.ONE_MONTH } = options;
  if (!isWhole(memorySize, MEMORY.min, MEMORY.max)) {
    throw refuse(`${where}: "memorySize"`, `whole megabytes from ${MEMORY.min} to ${MEMORY.max}`, memorySize);
  }
  if (timeout !== undefined) toWholeSeconds(timeout, { min: 1, max: LONGEST_FUNCTION_SECONDS }, `${where}: "timeout"`);
  expectEnvironment(environment, `${where}: environment`);
  // Their classes may be those of another copy of CDK.
  expectOneOf(["arm64", "x86_64"], (architecture as Partial<Architecture> | null)?.name, `${where}: "architecture"`);
  expectOneOf(Object.values(Tracing), tracing, `${where}: "tracing"`);
  expectOneOf(Object.values(RetentionDays), logRetention, `${where}: "logRetention"`);
  for (const key of ["securityGroups", "layers"] as const) {
    const list = options[key];
    if (list !== undefined && !Array.isArray(list)) throw refuse(`${where}: "${key}"`, "a list", list);
  }
  return { ...options, memorySize, environment, architecture, tracing, logRetention };
}
