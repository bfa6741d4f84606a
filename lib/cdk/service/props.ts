// What a `WorkerService` is told, checked before anything of it is made.

import { Duration } from "aws-cdk-lib";
import type { ISecurityGroup, IVpc, SubnetSelection } from "aws-cdk-lib/aws-ec2";
import { type ContainerImage, CpuArchitecture, type ICluster, type Secret } from "aws-cdk-lib/aws-ecs";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { WORKER } from "../../core/environment.ts";
import { ErrandError } from "../../core/errors.ts";
import { expectKnownKeys, expectOneOf, expectWhole, refuse } from "../../core/options.ts";
import type { Priority } from "../../core/ports.ts";
import { type Bundling, type BundlingOptions, checkBundling } from "../bundling.ts";
import { expectConstruct } from "../expect-construct.ts";
import type { JobQueues } from "../job-queues.ts";
import type { Workers } from "../job-queues-props.ts";
import { expectPriorities, PRIORITIES } from "../priorities.ts";
import { expectEnvironment } from "../worker-environment.ts";
import { type Capacity, type CapacityOptions, checkCapacity } from "./capacity.ts";
import { toGraceSeconds } from "./grace.ts";
import { checkSize, processorOf, type TaskSize } from "./task-size.ts";

export interface WorkerServiceProps {
  /** Whose jobs it runs. */
  readonly queues: JobQueues<Workers>;
  /**
   * The module that exports the jobs, as a path from the folder in which cdk runs: `"app/jobs.ts"`. It is bundled, with a small
   * program around it, into an image. Either this or `image`.
   */
  readonly entry?: string;
  /** An image whose program is a worker, as `errand work`. It is told by the variable `ERRAND_WORKER` how to work. */
  readonly image?: ContainerImage;
  /** Of which priorities: `["high"]` or `["low"]` alone, else both. */
  readonly priorities?: readonly Priority[];
  /** The names of the jobs that it runs: others are sent on, for other workers. Default all. */
  readonly only?: readonly string[];
  /** Jobs at once in each task: 1 to 1,000; default 10. */
  readonly concurrency?: number;
  /** How long a task that is to end lets its jobs run: 1 to 110 seconds; default 20. What still runs is handed back then, and begins again elsewhere. */
  readonly grace?: Duration;
  /** Shares of a processor, of which 1024 is one: 256 to 16384, as Fargate has them; default 512. */
  readonly cpu?: number;
  /** MB, as Fargate has them for that `cpu`; default the least. */
  readonly memory?: number;
  /** Default `CpuArchitecture.ARM64`: a fifth cheaper. */
  readonly architecture?: CpuArchitecture;
  /** Variables beside Errand's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Variables that are read from Secrets Manager or Parameter Store when a task starts. */
  readonly secrets?: Readonly<Record<string, Secret>>;
  /** Default one of its own, in `vpc`. */
  readonly cluster?: ICluster;
  /** Default one of its own: public subnets in two zones, which cost nothing while no task runs. */
  readonly vpc?: IVpc;
  /** Default: the private subnets with a way out, where there are such. */
  readonly vpcSubnets?: SubnetSelection;
  /** Default: one of their own, into which nothing comes. */
  readonly securityGroups?: readonly ISecurityGroup[];
  /** How long logs are kept; default a month. */
  readonly logRetention?: RetentionDays;
  /** How many tasks, and when. */
  readonly capacity?: CapacityOptions;
  /** How `entry` is bundled. The AWS SDK always comes with it, and nothing lies beside it but `nodeModules` and `assets`. */
  readonly bundling?: Omit<BundlingOptions, "sdk" | "external">;
  /** Where its alarms are sent, default where those of `queues` are; `false` for none. */
  readonly alarms?: false | { readonly topic?: ITopic };
}

type Chosen = "entry" | "image" | "only" | "cluster" | "vpc" | "vpcSubnets" | "securityGroups";

export interface CheckedService extends Pick<WorkerServiceProps, Chosen | "queues">, TaskSize {
  readonly priorities: readonly Priority[];
  readonly concurrency: number;
  readonly graceSeconds: number;
  readonly architecture: CpuArchitecture;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, Secret>>;
  readonly logRetention: RetentionDays;
  readonly capacity: Capacity;
  readonly bundling: Bundling;
  readonly topic: ITopic | undefined;
}

const KNOWN = [
  "queues",
  "entry",
  "image",
  "priorities",
  "only",
  "concurrency",
  "grace",
  "cpu",
  "memory",
  "architecture",
  "environment",
  "secrets",
  "cluster",
  "vpc",
  "vpcSubnets",
  "securityGroups",
  "logRetention",
  "capacity",
  "bundling",
  "alarms",
];

const BUNDLING = ["minify", "sourceMap", "nodeModules", "assets", "conditions"];

/** @throws `ErrandError` `invalid_option`. */
export function checkService(props: WorkerServiceProps): CheckedService {
  const where = "WorkerService";
  expectKnownKeys(props, KNOWN, where);
  const { queues, only, concurrency = 10, grace = Duration.seconds(20), environment = {}, secrets = {} } = props;
  const { architecture = CpuArchitecture.ARM64, logRetention = RetentionDays.ONE_MONTH, bundling = {} } = props;
  expectConstruct(queues, "grantWork", `${where}: "queues"`, "a JobQueues");
  expectOneSource(props);
  const priorities = expectPriorities(props.priorities ?? PRIORITIES, `${where}: "priorities"`);
  if (only !== undefined) expectNames(only, `${where}: "only"`);
  expectWhole(concurrency, 1000, `${where}: "concurrency"`);
  expectEnvironment(environment, `${where}: environment`, { by: where, more: [WORKER] });
  expectEnvironment(secrets, `${where}: secrets`, {
    by: where,
    more: [WORKER],
    isValue: isSecret,
    kind: "an ecs.Secret",
  });
  const twice = Object.keys(secrets).find((name) => name in environment);
  if (twice !== undefined) {
    throw new ErrandError(
      "invalid_option",
      `${where}: ${twice} must be in "environment" or in "secrets", got it in both. Leave one out: ECS takes a name once.`,
    );
  }
  expectOneOf(["ARM64", "X86_64"], processorOf(architecture), `${where}: "architecture"`);
  expectOneOf(Object.values(RetentionDays), logRetention, `${where}: "logRetention"`);
  expectKnownKeys(bundling, BUNDLING, `${where}: bundling`);
  return {
    ...props,
    ...checkSize(props.cpu, props.memory),
    priorities,
    concurrency,
    graceSeconds: toGraceSeconds(grace),
    architecture,
    environment,
    secrets,
    logRetention,
    capacity: checkCapacity(props.capacity, concurrency),
    bundling: checkBundling(bundling, where),
    topic: toTopic(props),
  };
}

function expectOneSource({ entry, image, cluster, vpc }: WorkerServiceProps): void {
  const refuseBoth = (one: string, other: string, why: string): ErrandError =>
    new ErrandError("invalid_option", `WorkerService: "${one}" and "${other}" can't both be given: ${why}`);
  if (image !== undefined && entry !== undefined)
    throw refuseBoth("entry", "image", "an image has its program. Leave one of them out.");
  if (cluster !== undefined && vpc !== undefined)
    throw refuseBoth("cluster", "vpc", "a cluster has its network. Leave one of them out.");
  if (image !== undefined || (typeof entry === "string" && entry !== "")) return;
  throw refuse(
    'WorkerService: "entry"',
    'the path of the module that exports the jobs, where there is no "image"',
    entry,
    'Give "app/jobs.ts".',
  );
}

function expectNames(got: unknown, where: string): void {
  if (Array.isArray(got) && got.length > 0 && got.every((name) => typeof name === "string")) return;
  throw refuse(where, "a list of names of jobs", got, "Leave it out for all.");
}

function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && "arn" in value && "grantRead" in value;
}

function toTopic({ alarms = {}, queues }: WorkerServiceProps): ITopic | undefined {
  if (alarms === false) return undefined;
  expectKnownKeys(alarms, ["topic"], "WorkerService: alarms");
  const { topic = queues.alarmTopic } = alarms;
  if (topic !== undefined) expectConstruct(topic, "topicArn", 'WorkerService: alarms: "topic"', "an SNS topic");
  return topic;
}
