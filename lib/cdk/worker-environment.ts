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

interface EnvironmentOf {
  /** The construct that sets Errand's own variables. */
  readonly by: string;
  /** What it sets besides. */
  readonly more?: readonly string[];
  readonly isValue?: (value: unknown) => boolean;
  /** What a value is. */
  readonly kind?: string;
}

/** @throws `ErrandError` `invalid_option`. */
export function expectEnvironment(
  environment: unknown,
  where: string,
  { by, more = [], isValue = isText, kind = "a text" }: EnvironmentOf = { by: "JobQueues" },
): void {
  if (typeof environment !== "object" || environment === null || Array.isArray(environment)) {
    throw refuse(where, "an object of variables", environment, 'Give { SHOP: "north" } or leave it out.');
  }
  for (const [name, value] of Object.entries(environment)) {
    // Lambda's form. API reference: Environment, Variables.
    if (!/^[a-zA-Z]\w+$/.test(name)) {
      throw refuse(where, "variables named by two or more letters, digits and _, a letter first", name, "Rename it.");
    }
    if ([...OWN, ...more].includes(name)) {
      throw new ErrandError(
        "invalid_option",
        `${where}: ${name} is what ${by} sets, to its own queues. Leave it out; for other queues see "existing".`,
      );
    }
    if (!isValue(value)) throw refuse(`${where}.${name}`, kind, value, "Give it as one, or leave it out.");
  }
}

function isText(value: unknown): boolean {
  return typeof value === "string";
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
