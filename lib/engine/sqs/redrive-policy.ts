// The RedrivePolicy attribute: after how many receives a message goes to which dead-letter queue.

import { invalidValue, type SqsError } from "./errors.ts";
import { type Input, isObject } from "./input.ts";
import { MAXIMUM_RECEIVE_COUNT } from "./limits.ts";

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** Checks the JSON that was given, and returns it as AWS shows it: in this order, the count a number. */
export function checkRedrivePolicy(value: string, queueExists: (arn: string) => boolean): string {
  const refuse = (reason: string): SqsError => invalidValue("RedrivePolicy", value, reason);
  const policy = parseObject(value);
  if (policy === undefined) throw refuse("Redrive policy is not a valid JSON map.");
  const { deadLetterTargetArn, maxReceiveCount } = policy;
  for (const [name, given] of Object.entries({ deadLetterTargetArn, maxReceiveCount })) {
    if (given === undefined) throw refuse(`Redrive policy does not contain mandatory attribute: ${name}.`);
  }
  if (typeof deadLetterTargetArn !== "string" || !deadLetterTargetArn.startsWith("arn:")) {
    throw refuse("Invalid value for deadLetterTargetArn.");
  }
  const count = typeof maxReceiveCount === "string" ? Number(maxReceiveCount) : maxReceiveCount;
  if (typeof count !== "number" || !Number.isInteger(count) || count < 1 || count > MAXIMUM_RECEIVE_COUNT) {
    const range = `valid values are from 1 to ${MAXIMUM_RECEIVE_COUNT} both inclusive.`;
    throw refuse(`Invalid value for maxReceiveCount: ${JSON.stringify(maxReceiveCount)}, ${range}`);
  }
  if (!queueExists(deadLetterTargetArn)) throw refuse("Dead letter target does not exist.");
  const checked: RedrivePolicy = { deadLetterTargetArn, maxReceiveCount: count };
  return JSON.stringify(checked);
}

function parseObject(text: string): Input | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The policy that `checkRedrivePolicy` passed. */
export function parseRedrivePolicy(checked: string): RedrivePolicy {
  return JSON.parse(checked);
}
