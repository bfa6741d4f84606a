// What a queue's attribute may be: each check takes the value that was given, and returns it as it is shown.

import { SqsError } from "./errors.ts";
import { MAXIMUM_POLICY_BYTES } from "./limits.ts";
import type { Attributes, QueueSettings } from "./queue-settings.ts";

/** The queue whose attributes are checked. */
export interface Subject {
  readonly arn: string;
  readonly isFifo: boolean;
  /** As they are; undefined of a queue that is yet to be made. */
  readonly current: Attributes | undefined;
  readonly settingsOf: (arn: string) => QueueSettings | undefined;
}

export type Check = (value: string, name: string, subject: Subject) => string;

export function integer(from: number, to: number): Check {
  return (value, name) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= from && number <= to) return String(number);
    throw invalidAttribute(name, `Must be an integer from ${from} to ${to}, got "${value}".`);
  };
}

export function boolean(value: string, name: string): string {
  const lower = value.toLowerCase();
  if (lower === "true" || lower === "false") return lower;
  throw invalidAttribute(name, `Must be true or false, got "${value}".`);
}

export function oneOf(...values: readonly string[]): Check {
  return (value, name) => {
    if (values.includes(value)) return value;
    throw invalidAttribute(name, `Must be one of ${values.join(", ")}, got "${value}".`);
  };
}

export function checkPolicy(value: string): string {
  const bytes = Buffer.byteLength(value);
  if (bytes <= MAXIMUM_POLICY_BYTES) return value;
  throw invalidAttribute("Policy", `Must be at most ${MAXIMUM_POLICY_BYTES} bytes, got ${bytes}.`);
}

export function invalidAttribute(name: string, reason: string): SqsError {
  return new SqsError("InvalidAttributeValue", `Invalid value for the parameter ${name}. Reason: ${reason}`);
}

export function unknownAttribute(name: string): SqsError {
  return new SqsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
}
