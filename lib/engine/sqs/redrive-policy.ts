// The RedrivePolicy attribute: after how many receives a message goes to which dead-letter queue.

import type { Subject } from "./attribute-checks.ts";
import { invalidValue, type SqsError } from "./errors.ts";
import { parseObject } from "./json-object.ts";
import { MAXIMUM_RECEIVE_COUNT } from "./limits.ts";
import { allowsSource } from "./redrive-allow-policy.ts";

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** Checks the JSON that was given, and returns it as AWS shows it: in this order, the count a number. */
export function checkRedrivePolicy(value: string, { arn, isFifo, settingsOf }: Subject): string {
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
    const shown = typeof maxReceiveCount === "object" ? "an object" : String(maxReceiveCount);
    throw refuse(`Invalid value for maxReceiveCount: ${shown}, ${range}`);
  }
  const target = settingsOf(deadLetterTargetArn);
  if (target === undefined) throw refuse("Dead letter target does not exist.");
  if ((target.fifo !== undefined) !== isFifo) {
    throw refuse("Dead-letter queue must be same type of queue as the source.");
  }
  if (!allowsSource(target.redriveAllow, arn)) {
    throw refuse("The RedriveAllowPolicy of the dead-letter queue does not allow this source queue.");
  }
  const checked: RedrivePolicy = { deadLetterTargetArn, maxReceiveCount: count };
  return JSON.stringify(checked);
}

/** The policy that `checkRedrivePolicy` passed. */
export function parseRedrivePolicy(checked: string): RedrivePolicy {
  return JSON.parse(checked);
}
