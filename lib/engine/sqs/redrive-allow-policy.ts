// The RedriveAllowPolicy attribute: which queues may have this one as their dead-letter queue.

import { invalidValue, type SqsError } from "./errors.ts";
import { parseObject } from "./json-object.ts";
import { MAXIMUM_ALLOWED_SOURCES } from "./limits.ts";

export type RedriveAllowPolicy =
  | { readonly redrivePermission: "allowAll" | "denyAll" }
  | { readonly redrivePermission: "byQueue"; readonly sourceQueueArns: readonly string[] };

/** Checks the JSON that was given, and returns it as it is shown. */
export function checkRedriveAllowPolicy(value: string): string {
  const refuse = (reason: string): SqsError => invalidValue("RedriveAllowPolicy", value, reason);
  const policy = parseObject(value);
  if (policy === undefined) throw refuse("Redrive allow policy is not a valid JSON map.");
  const { redrivePermission, sourceQueueArns } = policy;
  switch (redrivePermission) {
    case "allowAll":
    case "denyAll":
      if (sourceQueueArns !== undefined) throw refuse("sourceQueueArns is allowed only with byQueue.");
      return JSON.stringify({ redrivePermission } satisfies RedriveAllowPolicy);
    case "byQueue": {
      if (!isArnList(sourceQueueArns)) {
        throw refuse(`sourceQueueArns must be a list of 1 to ${MAXIMUM_ALLOWED_SOURCES} ARNs of queues.`);
      }
      return JSON.stringify({ redrivePermission, sourceQueueArns } satisfies RedriveAllowPolicy);
    }
    default:
      throw refuse("redrivePermission must be one of allowAll, denyAll, byQueue.");
  }
}

function isArnList(value: unknown): value is readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAXIMUM_ALLOWED_SOURCES) return false;
  return value.every((arn) => typeof arn === "string" && arn.startsWith("arn:"));
}

/** The policy that `checkRedriveAllowPolicy` passed. */
export function parseRedriveAllowPolicy(checked: string): RedriveAllowPolicy {
  return JSON.parse(checked);
}

export function allowsSource(policy: RedriveAllowPolicy | undefined, sourceArn: string): boolean {
  switch (policy?.redrivePermission) {
    case undefined:
    case "allowAll":
      return true;
    case "denyAll":
      return false;
    case "byQueue":
      return policy.sourceQueueArns.includes(sourceArn);
    default:
      policy satisfies never;
      return false;
  }
}
