// Which queues have a policy that refuses requests that don't come over TLS.

import { isKnown, type Known, UNKNOWN } from "./deployment.ts";
import { referredKey } from "./intrinsics.ts";
import { at, listAt } from "./reading.ts";
import type { Resolved } from "./template.ts";
import { isRecord } from "./template-file.ts";

interface Policy {
  readonly requires: Known<boolean>;
  /** The keys of the queues that it belongs to. */
  readonly queues: Known<readonly (string | undefined)[]>;
}

export function createTlsPolicies(resources: readonly Resolved[]): (key: string) => Known<boolean> {
  const policies: readonly Policy[] = resources
    .filter(({ type }) => type === "AWS::SQS::QueuePolicy" || type === "AWS::SQS::QueueInlinePolicy")
    .map(({ properties }) => ({ requires: requiresTls(properties["PolicyDocument"]), queues: queuesOf(properties) }));
  return (key) => {
    const verdicts = policies
      .filter(({ queues }) => !isKnown(queues) || queues.includes(key))
      .map(({ requires, queues }) => (isKnown(queues) || requires === false ? requires : UNKNOWN));
    return verdicts.includes(true) || (verdicts.includes(UNKNOWN) ? UNKNOWN : false);
  };
}

function queuesOf(properties: unknown): Policy["queues"] {
  const inline = at(properties, "Queue");
  const queues = inline === undefined ? listAt(properties, "Queues") : [inline];
  if (!isKnown(queues) || queues.includes(UNKNOWN)) return UNKNOWN;
  return queues.map((queue) => referredKey(String(queue)));
}

function requiresTls(document: unknown): Known<boolean> {
  const statement = at(document, "Statement");
  if (statement === UNKNOWN) return UNKNOWN;
  const statements: readonly unknown[] = Array.isArray(statement) ? statement : [statement];
  if (statements.some(deniesPlain)) return true;
  return statements.includes(UNKNOWN) ? UNKNOWN : false;
}

function deniesPlain(statement: unknown): boolean {
  const principal = at(statement, "Principal");
  const ofAll = principal === "*" || namesAll(at(statement, "Principal.AWS"), ["*"]);
  return (
    at(statement, "Effect") === "Deny" &&
    ofAll &&
    namesAll(at(statement, "Action"), ["*", "sqs:*", "SQS:*"]) &&
    ["Bool", "BoolIfExists"].some((operator) => isFalse(at(statement, `Condition.${operator}`)))
  );
}

/** Names of conditions are the same in capitals. IAM reference, "IAM JSON policy elements: Condition". */
function isFalse(condition: unknown): boolean {
  const entries = isRecord(condition) ? Object.entries(condition) : [];
  return entries.some(([name, value]) => name.toLowerCase() === "aws:securetransport" && namesAll(value, ["false"]));
}

function namesAll(value: unknown, all: readonly string[]): boolean {
  return (Array.isArray(value) ? value : [value]).some((item) => all.includes(String(item)));
}
