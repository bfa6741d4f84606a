// What may be chosen of the worker's functions.

import { type Duration, Token } from "aws-cdk-lib";
import type { ISecurityGroup, IVpc, SubnetSelection } from "aws-cdk-lib/aws-ec2";
import { Architecture, type ILayerVersion, Tracing } from "aws-cdk-lib/aws-lambda";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { LONGEST_FUNCTION_SECONDS } from "../core/function-timeout.ts";
import { expectKnownKeys, refuse } from "../core/options.ts";

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

/** AWS's bounds: Lambda quotas, "Memory allocation". */
const MEMORY_MEGABYTES = { min: 128, max: 10_240 };

/** @throws `ErrandError` `invalid_option`. */
export function checkWorker(options: WorkerOptions = {}): CheckedWorker {
  expectKnownKeys(options, KNOWN, "JobQueues: worker");
  const {
    memorySize = 512,
    environment = {},
    architecture = Architecture.ARM_64,
    tracing = Tracing.DISABLED,
    logRetention = RetentionDays.ONE_MONTH,
  } = options;
  expectWithin(MEMORY_MEGABYTES, memorySize, "memorySize", "megabytes");
  const seconds = options.timeout?.toSeconds({ integral: false });
  if (seconds !== undefined) expectWithin({ min: 1, max: LONGEST_FUNCTION_SECONDS }, seconds, "timeout", "seconds");
  // Given as undefined, an option is left out.
  return { ...options, memorySize, environment, architecture, tracing, logRetention };
}

function expectWithin({ min, max }: typeof MEMORY_MEGABYTES, got: number, option: string, unit: string): void {
  if (Token.isUnresolved(got) || (Number.isInteger(got) && got >= min && got <= max)) return;
  throw refuse(`JobQueues: worker: "${option}"`, `${min} to ${max.toLocaleString("en")} whole ${unit}`, got);
}
