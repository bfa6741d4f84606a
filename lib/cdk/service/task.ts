// A task of a service: one container, which is told when it is to end, and has the time for it.

import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import {
  AwsLogDriverMode,
  type ContainerDefinition,
  type ContainerImage,
  FargateTaskDefinition,
  LinuxParameters,
  LogDrivers,
  OperatingSystemFamily,
} from "aws-cdk-lib/aws-ecs";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { WORKER } from "../../core/environment.ts";
import { toStopSeconds } from "./grace.ts";
import { WRITABLE } from "./image.ts";
import type { WorkerSettings } from "./program.ts";
import type { CheckedService } from "./props.ts";

/** Where the program of the construct's own image tells how it is, to nobody but its task. */
const HEALTH_PORT = 8090;

/** Asks it. A worker whose event loop stands still for two minutes loses its messages anyway. */
const HEALTH_CHECK = {
  command: [
    "CMD",
    "node",
    "-e",
    `fetch("http://127.0.0.1:${HEALTH_PORT}/live").then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`,
  ],
  interval: Duration.seconds(30),
  timeout: Duration.seconds(10),
  retries: 4,
  startPeriod: Duration.seconds(60),
};

export interface Task {
  readonly definition: FargateTaskDefinition;
  readonly container: ContainerDefinition;
  readonly logGroup: LogGroup;
}

export function makeTask(scope: Construct, image: ContainerImage, service: CheckedService): Task {
  const { cpu, memory, architecture, environment, secrets, logRetention, graceSeconds } = service;
  const logGroup = new LogGroup(scope, "Logs", { retention: logRetention, removalPolicy: RemovalPolicy.DESTROY });
  const definition = new FargateTaskDefinition(scope, "Task", {
    cpu,
    memoryLimitMiB: memory,
    runtimePlatform: { cpuArchitecture: architecture, operatingSystemFamily: OperatingSystemFamily.LINUX },
  });
  const isOwn = service.image === undefined;
  const container = definition.addContainer("Worker", {
    image,
    environment: { ...environment, [WORKER]: JSON.stringify(toSettings(service, isOwn)) },
    secrets: { ...secrets },
    // Where CloudWatch can't be reached, jobs go on and lines are lost.
    logging: LogDrivers.awsLogs({ logGroup, streamPrefix: "worker", mode: AwsLogDriverMode.NON_BLOCKING }),
    // Takes the signals, and hands them on: a program that is process 1 gets none that it doesn't ask for.
    linuxParameters: new LinuxParameters(scope, "Init", { initProcessEnabled: true }),
    stopTimeout: Duration.seconds(toStopSeconds(graceSeconds)),
    ...(isOwn ? { readonlyRootFilesystem: true, healthCheck: HEALTH_CHECK } : {}),
  });
  if (isOwn) {
    definition.addVolume({ name: "writable" });
    container.addMountPoints({ containerPath: WRITABLE, sourceVolume: "writable", readOnly: false });
  }
  explain(definition);
  return { definition, container, logGroup };
}

function toSettings({ concurrency, priorities, only, graceSeconds }: CheckedService, isOwn: boolean): WorkerSettings {
  return {
    concurrency,
    priorities,
    ...(only === undefined ? {} : { only }),
    grace: graceSeconds,
    ...(isOwn ? { health: { port: HEALTH_PORT } } : {}),
  };
}

function explain(definition: FargateTaskDefinition): void {
  Validations.of(definition).acknowledge({
    id: "AwsSolutions-ECS2",
    reason: "Where the queues are, and how to work, is no secret; what is one is given as secrets.",
  });
  Validations.of(definition.obtainExecutionRole()).acknowledge({
    id: "AwsSolutions-IAM5[Resource::*]",
    reason: "A token to pull images belongs to no resource: AWS allows getting one for all repositories or none.",
  });
}
