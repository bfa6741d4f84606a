// The variables that a worker gets beside Errand's own.

import { Token } from "aws-cdk-lib";
import { BUCKET, queueVariable, SCHEDULE_GROUP, SCHEDULE_ROLE } from "../core/environment.ts";
import { ErrandError } from "../core/errors.ts";
import { refuse } from "../core/options.ts";

export type WorkerEnvironment = Readonly<Record<string, string>>;

/** What `JobQueues` sets. */
const OWN: readonly string[] = [
  ...(["high", "low"] as const).flatMap((priority) => [
    queueVariable(priority, "queue"),
    queueVariable(priority, "dead"),
  ]),
  SCHEDULE_GROUP,
  SCHEDULE_ROLE,
  BUCKET,
];

/** @throws `ErrandError` `invalid_option`. */
export function expectEnvironment(environment: unknown, where: string): void {
  if (typeof environment !== "object" || environment === null || Array.isArray(environment)) {
    throw refuse(where, "an object of variables", environment, 'Give { SHOP: "north" } or leave it out.');
  }
  for (const [name, value] of Object.entries(environment)) {
    // Lambda's form. API reference: Environment, Variables.
    if (!/^[a-zA-Z]\w+$/.test(name)) {
      throw refuse(where, "variables named by two or more letters, digits and _, a letter first", name, "Rename it.");
    }
    if (OWN.includes(name)) {
      throw new ErrandError(
        "invalid_option",
        `${where}: ${name} is what JobQueues sets, to its own queues. Leave it out; for other queues see "existing".`,
      );
    }
    if (typeof value !== "string")
      throw refuse(`${where}.${name}`, "a text", value, "Give it as one, or leave it out.");
  }
}

/** Stacks name the sources' lines only where Node is told so: what else it is told comes after. */
export function withSourceMaps(environment: WorkerEnvironment): WorkerEnvironment {
  const { NODE_OPTIONS: own, ...rest } = environment;
  return { NODE_OPTIONS: own === undefined ? "--enable-source-maps" : `--enable-source-maps ${own}`, ...rest };
}

/** Those whose values aren't known before the deployment are there, with a value that says so. */
export function knownVariables(environment: WorkerEnvironment): WorkerEnvironment {
  const entries = Object.entries(environment);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Token.isUnresolved(value) ? "known-when-deployed" : value]),
  );
}
