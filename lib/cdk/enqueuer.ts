// Whatever enqueues: what the variables are given to, and who has the permissions.

import { ContainerDefinition, TaskDefinition } from "aws-cdk-lib/aws-ecs";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import { Alias, FunctionBase, Function as LambdaFunction, SingletonFunction, Version } from "aws-cdk-lib/aws-lambda";
import type { IConstruct } from "constructs";
import { queueVariable } from "../core/environment.ts";
import { ErrandError } from "../core/errors.ts";
import { refuse } from "../core/options.ts";

/** A function, a container or a task, which get the variables as well; or a role or user, whose programs get them elsewhere. */
export type Enqueuer = IGrantable | ContainerDefinition | TaskDefinition;

export interface EnqueuerEnds {
  readonly grantee: IGrantable;
  /** What takes variables; none for a role or a user. */
  readonly host: Host | undefined;
}

type Host = LambdaFunction | SingletonFunction | ContainerDefinition;

/** @throws `ErrandError` `invalid_option` for a task that has no container yet, and for what can be given nothing. */
export function toEnds(enqueuer: Enqueuer): EnqueuerEnds {
  if (enqueuer instanceof FunctionBase) return toFunctionEnds(enqueuer);
  if (enqueuer instanceof ContainerDefinition) return { grantee: enqueuer.taskDefinition.taskRole, host: enqueuer };
  if (!(enqueuer instanceof TaskDefinition)) return { grantee: expectGrantable(enqueuer), host: undefined };
  const host = enqueuer.defaultContainer;
  if (host !== undefined) return { grantee: enqueuer.taskRole, host };
  throw new ErrandError(
    "invalid_option",
    `grantEnqueue: the task ${enqueuer.node.path} must have a container that gets the variables, and has none yet. Call addContainer first.`,
  );
}

/** Of a function that was only imported, the variables are elsewhere. */
function toFunctionEnds(fn: FunctionBase): EnqueuerEnds {
  if (fn instanceof Alias || fn instanceof Version) return { grantee: fn, host: hostOf(fn.lambda) };
  if (fn.role !== undefined) return { grantee: fn, host: hostOf(fn) };
  throw new ErrandError(
    "invalid_option",
    `grantEnqueue: the function ${fn.node.path} must have a role that gets the permissions, and was imported without one. Import it by ` +
      "Function.fromFunctionAttributes with its role, or pass the role; and set queues.environment where the function is made.",
  );
}

function expectGrantable(got: unknown): IGrantable {
  if (typeof got === "object" && got !== null && "grantPrincipal" in got) return got as IGrantable;
  throw refuse(
    "grantEnqueue(x): x",
    "a function, a container, a task, a role or a user",
    got,
    "Pass the construct itself.",
  );
}

function hostOf(fn: unknown): Host | undefined {
  return fn instanceof LambdaFunction || fn instanceof SingletonFunction ? fn : undefined;
}

const METADATA = "errand:enqueues-into";

/** @throws `ErrandError` `invalid_option` where it has the variables of other queues already. */
export function giveVariables(host: Host, environment: Readonly<Record<string, string>>, queues: IConstruct): void {
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
