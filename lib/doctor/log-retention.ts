// For how long a function's log is kept: by its log group, by whatever means the template sets that.

import { type Known, UNKNOWN } from "./deployment.ts";
import { referredKey } from "./intrinsics.ts";
import { numberAt, textAt } from "./reading.ts";
import type { Resolved } from "./template.ts";

/** Gives a function's retention in days, or `undefined` where nothing bounds it. */
export function createLogRetention(resources: readonly Resolved[]): (lambda: Resolved) => Known<number | undefined> {
  // The second is what the CDK's `logRetention` makes.
  const groups = resources.filter(({ type }) => type === "AWS::Logs::LogGroup" || type === "Custom::LogRetention");
  return ({ key, properties }) => {
    const chosen = textAt(properties, "LoggingConfig.LogGroup", undefined);
    if (chosen === UNKNOWN) return UNKNOWN;
    const own = groups.filter(({ key: group, properties: of }) => {
      const name = textAt(of, "LogGroupName", undefined);
      if (chosen !== undefined) return referredKey(chosen) === group || name === chosen;
      return isOfFunction(name, key, properties["FunctionName"]);
    });
    const [group] = own;
    if (group !== undefined) return numberAt(group.properties, "RetentionInDays", undefined);
    // A group of elsewhere has a retention of its own; without one, Lambda makes a group that keeps everything.
    return chosen === undefined ? undefined : UNKNOWN;
  };
}

function isOfFunction(name: Known<string | undefined>, key: string, functionName: unknown): boolean {
  if (typeof name !== "string" || !name.startsWith("/aws/lambda/")) return false;
  return referredKey(name) === key || (typeof functionName === "string" && name === `/aws/lambda/${functionName}`);
}
