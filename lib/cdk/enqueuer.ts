// Whatever enqueues: what the variables are given to, and who has the permissions.

import { ContainerDefinition, TaskDefinition } from "aws-cdk-lib/aws-ecs";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { IConstruct } from "constructs";
import { queueVariable } from "../core/environment.ts";
import { ErrandError } from "../core/errors.ts";

/** A function, a container or a task, which get the variables as well; or a role or user, whose programs get them elsewhere. */
export type Enqueuer = IGrantable | ContainerDefinition | TaskDefinition;

export interface EnqueuerEnds {
  readonly grantee: IGrantable;
  /** What takes variables; none for a role or a user. */
  readonly host: LambdaFunction | ContainerDefinition | undefined;
}

/** @throws `ErrandError` `invalid_option` for a task that has no container yet. */
export function toEnds(enqueuer: Enqueuer): EnqueuerEnds {
  if (enqueuer instanceof LambdaFunction) return { grantee: enqueuer, host: enqueuer };
  if (enqueuer instanceof ContainerDefinition) return { grantee: enqueuer.taskDefinition.taskRole, host: enqueuer };
  if (!(enqueuer instanceof TaskDefinition)) return { grantee: enqueuer as IGrantable, host: undefined };
  const host = enqueuer.defaultContainer;
  if (host !== undefined) return { grantee: enqueuer.taskRole, host };
  throw new ErrandError(
    "invalid_option",
    `grantEnqueue: the task ${enqueuer.node.path} must have a container that gets the variables, and has none yet. Call addContainer first.`,
  );
}

const METADATA = "errand:enqueues-into";

/** @throws `ErrandError` `invalid_option` where it has the variables of other queues already. */
export function giveVariables(
  host: LambdaFunction | ContainerDefinition,
  environment: Readonly<Record<string, string>>,
  queues: IConstruct,
): void {
  const { data: other } = host.node.metadata.find(({ type }) => type === METADATA) ?? {};
  if (other === queues.node.path) return;
  if (other !== undefined) {
    throw new ErrandError(
      "invalid_option",
      `grantEnqueue: ${host.node.path} enqueues into ${other} already, and can't into ${queues.node.path}: ${queueVariable("high", "queue")} ` +
        "has room for one. Enqueue the others' jobs with createClient({ environment }), and give it queues.environment under names of your own.",
    );
  }
  host.node.addMetadata(METADATA, queues.node.path);
  for (const [name, value] of Object.entries(environment)) host.addEnvironment(name, value);
}
