// A queue's writable attributes: which there are, what each may be, and the numbers that the queue works by.

import { SqsError } from "./errors.ts";
import { MAXIMUM_DELAY_SECONDS, MAXIMUM_MESSAGE_BYTES, MAXIMUM_VISIBILITY_SECONDS } from "./limits.ts";
import { checkRedrivePolicy, parseRedrivePolicy, type RedrivePolicy } from "./redrive-policy.ts";

/** Attributes by name, as GetQueueAttributes shows them. An empty value takes the attribute away. */
export type Attributes = ReadonlyMap<string, string>;

export interface QueueSettings {
  readonly attributes: Attributes;
  readonly delaySeconds: number;
  readonly maximumMessageBytes: number;
  readonly retentionSeconds: number;
  readonly receiveWaitSeconds: number;
  readonly visibilitySeconds: number;
  readonly redrive: RedrivePolicy | undefined;
}

type Check = (value: string, name: string, queueExists: (arn: string) => boolean) => string;

const WRITABLE: ReadonlyMap<string, Check> = new Map([
  ["DelaySeconds", integer(0, MAXIMUM_DELAY_SECONDS)],
  ["MaximumMessageSize", integer(1_024, MAXIMUM_MESSAGE_BYTES)],
  ["MessageRetentionPeriod", integer(60, 1_209_600)],
  ["ReceiveMessageWaitTimeSeconds", integer(0, 20)],
  ["VisibilityTimeout", integer(0, MAXIMUM_VISIBILITY_SECONDS)],
  ["RedrivePolicy", (value, _, queueExists) => (value === "" ? "" : checkRedrivePolicy(value, queueExists))],
  // Kept and shown, so that infrastructure code runs here too; one process has nobody to keep out, and nothing at rest.
  ["Policy", (value) => value],
  ["KmsMasterKeyId", (value) => value],
  ["KmsDataKeyReusePeriodSeconds", integer(60, 86_400)],
  ["SqsManagedSseEnabled", boolean],
]);

export const WRITABLE_NAMES: readonly string[] = [...WRITABLE.keys()];

const INITIAL: Attributes = new Map([
  ["VisibilityTimeout", "30"],
  ["MaximumMessageSize", String(MAXIMUM_MESSAGE_BYTES)],
  ["MessageRetentionPeriod", "345600"],
  ["DelaySeconds", "0"],
  ["ReceiveMessageWaitTimeSeconds", "0"],
  ["SqsManagedSseEnabled", "true"],
]);

/** Checks what was given for a queue, and brings each value to the form in which it is shown. */
export function checkAttributes(
  given: readonly (readonly [string, string])[],
  queueExists: (arn: string) => boolean,
): Attributes {
  const checked = new Map<string, string>();
  for (const [name, value] of given) {
    const check = WRITABLE.get(name);
    if (check === undefined) throw unknownAttribute(name);
    checked.set(name, check(value, name, queueExists));
  }
  if (checked.get("KmsMasterKeyId")) {
    if (checked.get("SqsManagedSseEnabled") === "true") {
      const rule = "You can use one type of server-side encryption (SSE) at one time.";
      throw new SqsError("InvalidAttributeName", `${rule} You can either enable KMS SSE or SQS SSE.`);
    }
    checked.set("SqsManagedSseEnabled", "false");
  }
  return checked;
}

export function unknownAttribute(name: string): SqsError {
  return new SqsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
}

/** The settings of a queue with these attributes over `base`; without one, over those of a new queue. */
export function toSettings(changes: Attributes, base: Attributes = INITIAL): QueueSettings {
  const attributes = new Map([...base, ...changes].filter(([name]) => changes.get(name) !== ""));
  const redrive = attributes.get("RedrivePolicy");
  const number = (name: string): number => Number(attributes.get(name));
  return {
    attributes,
    delaySeconds: number("DelaySeconds"),
    maximumMessageBytes: number("MaximumMessageSize"),
    retentionSeconds: number("MessageRetentionPeriod"),
    receiveWaitSeconds: number("ReceiveMessageWaitTimeSeconds"),
    visibilitySeconds: number("VisibilityTimeout"),
    redrive: redrive === undefined ? undefined : parseRedrivePolicy(redrive),
  };
}

/** The first attribute that is given as something else than it is. Those not given don't count. */
export function findDifference(current: Attributes, given: Attributes): string | undefined {
  for (const [name, value] of given) {
    if ((current.get(name) ?? "") !== value) return name;
  }
  return undefined;
}

function integer(from: number, to: number): Check {
  return (value, name) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= from && number <= to) return String(number);
    throw invalidAttribute(name, `Must be an integer from ${from} to ${to}, got "${value}".`);
  };
}

function boolean(value: string, name: string): string {
  const lower = value.toLowerCase();
  if (lower === "true" || lower === "false") return lower;
  throw invalidAttribute(name, `Must be true or false, got "${value}".`);
}

function invalidAttribute(name: string, reason: string): SqsError {
  return new SqsError("InvalidAttributeValue", `Invalid value for the parameter ${name}. Reason: ${reason}`);
}
