// The construct that runs jobs in tasks on Fargate, as many as there is work for.

import type { Alarm } from "aws-cdk-lib/aws-cloudwatch";
import type { Connections, IConnectable } from "aws-cdk-lib/aws-ec2";
import {
  AvailabilityZoneRebalancing,
  type ContainerDefinition,
  FargateService,
  type FargateTaskDefinition,
  type ICluster,
} from "aws-cdk-lib/aws-ecs";
import type { IGrantable, IPrincipal } from "aws-cdk-lib/aws-iam";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { addServiceAlarms, addServiceEvents } from "./service/alarms.ts";
import { toPlace } from "./service/network.ts";
import { prepareImage } from "./service/prepare.ts";
import { checkService, type WorkerServiceProps } from "./service/props.ts";
import { addScaling } from "./service/scaling.ts";
import { makeTask } from "./service/task.ts";
import { toWorkMetric } from "./service/work-metric.ts";

/**
 * A worker that lives long, in tasks on Fargate, beside Lambda's functions or instead of them: for jobs that take longer than 15
 * minutes, need much memory, or are so many that a fleet is cheaper. There are as many tasks as there is work for, and none when there
 * is none.
 *
 * @throws `ErrandError` `invalid_option` or `invalid_entry`, at synthesis.
 *
 * @example
 * const queues = new JobQueues(this, "Jobs", { jobs, workers: "none" });
 * const workers = new WorkerService(this, "Workers", { queues, entry: "app/jobs.ts" });
 * bucket.grantReadWrite(workers);
 */
export class WorkerService extends Construct implements IGrantable, IConnectable {
  readonly service: FargateService;
  readonly taskDefinition: FargateTaskDefinition;
  /** The worker's. */
  readonly container: ContainerDefinition;
  /** Given, or made: for other services too. */
  readonly cluster: ICluster;
  readonly logGroup: LogGroup;
  /** Empty where there is no topic that they could be sent to. */
  readonly alarms: readonly Alarm[];
  /** The role in which jobs run. */
  readonly grantPrincipal: IPrincipal;
  /** From where jobs reach databases and the like. */
  readonly connections: Connections;

  constructor(scope: Construct, id: string, props: WorkerServiceProps) {
    super(scope, id);
    const checked = checkService(props);
    const { queues, priorities, concurrency, capacity, topic } = checked;
    const image = prepareImage(this, checked);
    const { definition, container, logGroup } = makeTask(this, image, checked);
    queues.grantWork(container, priorities);
    const { wayOut, ...place } = toPlace(this, checked);
    this.service = new FargateService(this, "Service", {
      ...place,
      taskDefinition: definition,
      circuitBreaker: { enable: true, rollback: true },
      // New tasks run before old ones end.
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      // It would end tasks, with the jobs in them, for the sake of order.
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.DISABLED,
      ...(capacity.min === capacity.max ? { desiredCount: capacity.min } : {}),
    });
    // A task that starts before these are there fails, and with it the deployment.
    this.service.node.addDependency(wayOut, definition.obtainExecutionRole());
    const served = priorities.map((priority) => ({ priority, queue: queues[priority].queue }));
    addScaling(this, this.service, toWorkMetric(served, capacity, concurrency), capacity);
    this.alarms = topic === undefined ? [] : addServiceAlarms(this, this.service, topic);
    if (topic !== undefined) addServiceEvents(this, this.service, topic);
    this.taskDefinition = definition;
    this.container = container;
    this.cluster = place.cluster;
    this.logGroup = logGroup;
    this.grantPrincipal = definition.taskRole;
    this.connections = this.service.connections;
  }
}
