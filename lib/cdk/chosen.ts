// What the doctor need not warn of, for whoever made the stack has chosen it.

import { RemovalPolicy, Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";
import type { CheckedProps } from "./job-queues-props.ts";

/** Warnings only: an error stays one. */
export function acknowledgeChosen(queues: IConstruct, { reserve, alarms, removalPolicy }: CheckedProps): void {
  const acknowledge = (rule: string, option: string): void =>
    Validations.of(queues).acknowledge({ id: `Errand::${rule}`, reason: `JobQueues was made with ${option}.` });
  if (!reserve) acknowledge("reserved-concurrency-missing", "reserve: false");
  if (removalPolicy === RemovalPolicy.DESTROY) acknowledge("dead-letter-retained", "removalPolicy: DESTROY");
  if (alarms !== false) return;
  acknowledge("dead-letter-alarm", "alarms: false");
  acknowledge("age-alarm", "alarms: false");
}
