// What tells that the tasks of a service are in trouble: alarms on what they use, and what ECS says of them by itself.

import { Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { FargateService } from "aws-cdk-lib/aws-ecs";
import { Rule, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { SnsTopic } from "aws-cdk-lib/aws-events-targets";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";

const PAGE = "docs/alarms.md";

/** Of what a task has. */
const HIGH = 90;

/** Alarms on metrics that ECS tells without Container Insights. */
export function addServiceAlarms(scope: Construct, service: FargateService, topic: ITopic): readonly Alarm[] {
  const place = new Construct(scope, "Alarms");
  const period = Duration.minutes(5);
  const make = (id: string, metric: Alarm["metric"], periods: number, alarmDescription: string): Alarm => {
    const alarm = new Alarm(place, id, {
      metric,
      threshold: HIGH,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      // Where no task runs, nothing is told.
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    return alarm;
  };
  const name = scope.node.id;
  return [
    make(
      "Memory",
      service.metricMemoryUtilization({ period, statistic: "Maximum" }),
      1,
      `A task of ${name} uses ${HIGH} % of its memory or more: beyond it, it is ended with all that runs in it. Give tasks more memory, or ` +
        `fewer jobs at once (${PAGE}, "Memory").`,
    ),
    make(
      "Cpu",
      service.metricCpuUtilization({ period, statistic: "Average" }),
      3,
      `The tasks of ${name} have used ${HIGH} % of their processors for a quarter of an hour: jobs take longer, and what holds their messages ` +
        `may come too late. Give tasks more, or fewer jobs at once (${PAGE}, "Cpu").`,
    ),
  ];
}

/**
 * What no metric tells: a task that can't start, a deployment that was rolled back, a container that ended by itself. ECS developer
 * guide, "Amazon ECS events".
 */
export function addServiceEvents(scope: Construct, service: FargateService, topic: ITopic): void {
  const place = new Construct(scope, "Events");
  const tell = (id: string, sentence: string, rule: Rule): void =>
    rule.addTarget(
      new SnsTopic(topic, { message: RuleTargetInput.fromText(`${scope.node.id}: ${sentence} (${PAGE}, "${id}").`) }),
    );
  tell(
    "Starting",
    "ECS can't start tasks as it should, or has rolled a deployment back. The service's events and its log say why",
    new Rule(place, "Starting", {
      description: "Tasks that can't be started, and deployments that fail.",
      eventPattern: {
        source: ["aws.ecs"],
        detailType: ["ECS Service Action", "ECS Deployment State Change"],
        resources: [service.serviceArn],
        detail: { eventType: ["WARN", "ERROR"] },
      },
    }),
  );
  tell(
    "Crashes",
    "a task has ended by itself: it crashed, ran out of memory, or could not be loaded. Its log says which",
    new Rule(place, "Crashes", {
      description: "Tasks that end by themselves.",
      eventPattern: {
        source: ["aws.ecs"],
        detailType: ["ECS Task State Change"],
        detail: {
          group: [`service:${service.serviceName}`],
          clusterArn: [service.cluster.clusterArn],
          lastStatus: ["STOPPED"],
          stopCode: ["EssentialContainerExited"],
        },
      },
    }),
  );
}
