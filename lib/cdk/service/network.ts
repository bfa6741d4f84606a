// Where tasks run: a cluster and a network that are given, or made.

import { RemovalPolicy, Validations } from "aws-cdk-lib";
import {
  FlowLogDestination,
  FlowLogTrafficType,
  type ISecurityGroup,
  type IVpc,
  SecurityGroup,
  SubnetType,
  Vpc,
} from "aws-cdk-lib/aws-ec2";
import { Cluster, ContainerInsights, type FargateServiceProps, type ICluster } from "aws-cdk-lib/aws-ecs";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct, type IDependable } from "constructs";
import type { CheckedService } from "./props.ts";

interface Place extends Pick<FargateServiceProps, "cluster" | "vpcSubnets" | "securityGroups" | "assignPublicIp"> {
  /** That there is a way out: without it, no image can be pulled. */
  readonly wayOut: IDependable;
}

/** Tasks in public subnets reach SQS by an address of their own; nothing reaches them: their security group lets nobody in. */
export function toPlace(scope: Construct, options: CheckedService): Place {
  const { vpcSubnets, logRetention } = options;
  const cluster = options.cluster ?? makeCluster(scope, options.vpc ?? makeVpc(scope, logRetention));
  const { vpc } = cluster;
  const subnets = vpc.selectSubnets(vpcSubnets);
  return {
    cluster,
    vpcSubnets: { subnets: subnets.subnets },
    assignPublicIp: subnets.hasPublic,
    securityGroups: [...(options.securityGroups ?? [makeSecurityGroup(scope, vpc)])],
    wayOut: subnets.internetConnectivityEstablished,
  };
}

/**
 * Without a NAT gateway or endpoints, which would cost by the hour though no task runs: what little tasks ask of AWS goes out by their
 * own addresses.
 */
function makeVpc(scope: Construct, logRetention: CheckedService["logRetention"]): IVpc {
  const network = new Construct(scope, "Network");
  const vpc = new Vpc(network, "Vpc", {
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [{ name: "Tasks", subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false }],
    restrictDefaultSecurityGroup: false, // that takes a function of CDK's own; nothing is in that group
  });
  const logGroup = new LogGroup(network, "FlowLog", { retention: logRetention, removalPolicy: RemovalPolicy.DESTROY });
  vpc.addFlowLog("Rejected", {
    destination: FlowLogDestination.toCloudWatchLogs(logGroup),
    trafficType: FlowLogTrafficType.REJECT, // who knocked; what was let through are the tasks' own requests
  });
  return vpc as unknown as IVpc; // which it is; CDK's types don't say so where optional properties are exact
}

function makeCluster(scope: Construct, vpc: IVpc): ICluster {
  const cluster = new Cluster(scope, "Cluster", { vpc, containerInsightsV2: ContainerInsights.DISABLED });
  Validations.of(cluster).acknowledge({
    id: "AwsSolutions-ECS4",
    reason:
      "Scaling and alarms take the metrics of SQS and ECS that cost nothing; Container Insights is paid for by the metric.",
  });
  return cluster as ICluster; // as the VPC
}

function makeSecurityGroup(scope: Construct, vpc: IVpc): ISecurityGroup {
  return new SecurityGroup(scope, "SecurityGroup", {
    vpc,
    description: "Workers: nothing comes in, and what they ask goes out.",
    allowAllOutbound: true,
  });
}
