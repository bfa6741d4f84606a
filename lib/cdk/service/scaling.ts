// As many tasks as there is work for: a policy that says how many, and one that ends them when there is none.

import { Duration, Stack } from "aws-cdk-lib";
import {
  AdjustmentType,
  MetricAggregationType,
  ScalableTarget,
  ServiceNamespace,
  StepScalingAction,
} from "aws-cdk-lib/aws-applicationautoscaling";
import { Alarm, ComparisonOperator, type MathExpression, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { ApplicationScalingAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { FargateService } from "aws-cdk-lib/aws-ecs";
import { Role } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { Capacity } from "./capacity.ts";
import { toScalingSteps } from "./scaling-steps.ts";

/** Below it there is nothing to do. */
const ANY_WORK = 1;

/**
 * Of so many minutes, one with work is enough. SQS's metrics come some minutes late, and until then count as 0: one minute alone would
 * always be such a one. CloudWatch user guide, "Using math expressions with CloudWatch metrics", FILL.
 */
const LATE_MINUTES = 3;

/** How long after a change there is no other one to fewer tasks: a task has to start, and metrics are some minutes late. */
const COOLDOWN = Duration.minutes(5);

export function addScaling(scope: Construct, service: FargateService, work: MathExpression, capacity: Capacity): void {
  const { min, max, jobsPerTask, idleMinutes } = capacity;
  const place = new Construct(scope, "Scaling");
  const target = new ScalableTarget(place, "Target", {
    serviceNamespace: ServiceNamespace.ECS,
    scalableDimension: "ecs:service:DesiredCount",
    resourceId: `service/${service.cluster.clusterName}/${service.serviceName}`,
    minCapacity: min,
    maxCapacity: max,
    role: Role.fromRoleArn(place, "Role", serviceLinkedRole(scope)),
  });
  target.node.addDependency(service);
  if (min === max) return;
  const actionOf = (id: string): StepScalingAction =>
    new StepScalingAction(place, id, {
      scalingTarget: target,
      adjustmentType: AdjustmentType.EXACT_CAPACITY,
      metricAggregationType: MetricAggregationType.MAXIMUM, // of those minutes
      cooldown: COOLDOWN,
    });
  // Its alarm goes on calling it, every minute, for as long as there is work: so it follows that up and down.
  const follow = actionOf("Follow");
  const steps = toScalingSteps(min, max, jobsPerTask);
  for (const [index, { fromJobs, tasks }] of steps.entries()) {
    const next = steps[index + 1];
    follow.addAdjustment({
      adjustment: tasks,
      lowerBound: fromJobs - ANY_WORK,
      ...(next === undefined ? {} : { upperBound: next.fromJobs - ANY_WORK }),
    });
  }
  new Alarm(place, "Work", {
    metric: work,
    threshold: ANY_WORK,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: LATE_MINUTES,
    datapointsToAlarm: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription: `No alarm, but how the tasks follow the work: one for every ${jobsPerTask} jobs, ${max} at most.`,
  }).addAlarmAction(new ApplicationScalingAction(follow));
  const end = actionOf("End");
  end.addAdjustment({ adjustment: min, upperBound: 0 });
  new Alarm(place, "Idle", {
    metric: work,
    threshold: ANY_WORK,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: idleMinutes,
    // Silence is not idleness: where tasks poll, SQS tells its metrics.
    treatMissingData: TreatMissingData.IGNORE,
    alarmDescription: `No alarm, but how tasks end: after ${idleMinutes} minutes without a job, but for ${min}.`,
  }).addAlarmAction(new ApplicationScalingAction(end));
}

/** In which Application Auto Scaling changes a service: AWS makes it when it is first needed. */
function serviceLinkedRole(scope: Construct): string {
  return Stack.of(scope).formatArn({
    region: "",
    service: "iam",
    resource: "role/aws-service-role/ecs.application-autoscaling.amazonaws.com",
    resourceName: "AWSServiceRoleForApplicationAutoScaling_ECSService",
  });
}
