// A function, with Lambda's defaults for what its template leaves out.

import { type Known, type LambdaFunction, UNKNOWN } from "./deployment.ts";
import type { ToLink } from "./links.ts";
import { readVariables } from "./read-variables.ts";
import { at, listAt, numberAt, textAt } from "./reading.ts";
import type { Resolved } from "./template.ts";
import { isRecord } from "./template-file.ts";

/** Where whoever makes the function notes the longest timeout of the jobs in it. */
const LONGEST_JOB_TIMEOUT = "errand:longestJobTimeoutSeconds";

/** The defaults: CloudFormation's reference of AWS::Lambda::Function. */
export function readFunction(
  resource: Resolved,
  toQueue: ToLink,
  logRetention: (resource: Resolved) => Known<number | undefined>,
): LambdaFunction {
  const { key, id, template, properties, whole } = resource;
  const longest = isRecord(whole["Metadata"]) ? whole["Metadata"][LONGEST_JOB_TIMEOUT] : undefined;
  const architectures = listAt(properties, "Architectures");
  return {
    key,
    id,
    template,
    name: textAt(properties, "FunctionName", undefined),
    runtime: textAt(properties, "Runtime", undefined),
    architecture: Array.isArray(architectures) ? textAt({ first: architectures[0] }, "first", "x86_64") : UNKNOWN,
    handler: textAt(properties, "Handler", undefined),
    timeoutSeconds: numberAt(properties, "Timeout", 3),
    memoryMegabytes: numberAt(properties, "MemorySize", 128),
    reservedConcurrency: numberAt(properties, "ReservedConcurrentExecutions", undefined),
    recursiveLoop: textAt(properties, "RecursiveLoop", "Terminate"),
    environment: readVariables(at(properties, "Environment.Variables"), toQueue),
    logRetentionDays: logRetention(resource),
    longestJobTimeoutSeconds: typeof longest === "number" ? longest : undefined,
  };
}
