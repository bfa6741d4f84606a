// The target of a schedule, read and checked, in AWS's own words: what GetSchedule answers.

import { invalid } from "./errors.ts";
import {
  optionalInteger,
  optionalStructure,
  optionalText,
  requiredText,
  type Structure,
  type TextRule,
} from "./input.ts";

export interface RetryPolicy {
  readonly MaximumEventAgeInSeconds: number;
  readonly MaximumRetryAttempts: number;
}

export interface Target {
  readonly Arn: string;
  readonly RoleArn: string;
  readonly Input?: string;
  readonly RetryPolicy: RetryPolicy;
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly SqsParameters?: { readonly MessageGroupId?: string };
}

// Those of other services' targets: kept as they come, for this engine delivers to queues only.
const KEPT = [
  "EcsParameters",
  "EventBridgeParameters",
  "EventBridgePutEventsV2Parameters",
  "EventBridgePutRawEventsParameters",
  "KinesisParameters",
  "SageMakerPipelineParameters",
];

// Source of the rules: AWS's model of the service, scheduler-2021-06-30.
const ARN: TextRule = { low: 1, high: 1600 };
const ROLE_ARN: TextRule = { low: 1, high: 1600, pattern: /^arn:aws(-[a-z]+)?:iam::\d{12}:role\/[\w+=,.@/-]+$/ };
const DEAD_LETTER_ARN: TextRule = {
  low: 1,
  high: 1600,
  pattern: /^arn:aws(-[a-z]+)?:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9-_]+$/,
};
const GROUP_ID: TextRule = { low: 1, high: 128 };
const DAY_SECONDS = 86_400;
const MOST_RETRIES = 185;

const ANY_ARN = /^arn:aws(-[a-z]+)*:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:.+$/;

export function readTarget(given: Structure): Target {
  const Arn = requiredText(given, "Arn", ARN);
  const RoleArn = requiredText(given, "RoleArn", ROLE_ARN);
  if (!ANY_ARN.test(Arn)) throw invalid("Provided Arn is not in correct format.");
  const Input = optionalText(given, "Input", { low: 1 });
  const deadLetters = optionalStructure(given, "DeadLetterConfig");
  const sqs = optionalStructure(given, "SqsParameters");
  const deadLetterArn = deadLetters && optionalText(deadLetters, "Arn", DEAD_LETTER_ARN);
  const groupId = sqs && optionalText(sqs, "MessageGroupId", GROUP_ID);
  const kept = KEPT.flatMap((name) => {
    const parameters = optionalStructure(given, name);
    return parameters === undefined ? [] : [[name, parameters.members] as const];
  });
  return {
    Arn,
    RoleArn,
    ...(Input !== undefined && { Input }),
    RetryPolicy: readRetryPolicy(optionalStructure(given, "RetryPolicy")),
    ...(deadLetters && { DeadLetterConfig: deadLetterArn === undefined ? {} : { Arn: deadLetterArn } }),
    ...(sqs && { SqsParameters: groupId === undefined ? {} : { MessageGroupId: groupId } }),
    ...Object.fromEntries(kept),
  };
}

/** AWS answers the defaults where nothing was given. */
function readRetryPolicy(given: Structure | undefined): RetryPolicy {
  const age = given && optionalInteger(given, "MaximumEventAgeInSeconds", 60, DAY_SECONDS);
  const retries = given && optionalInteger(given, "MaximumRetryAttempts", 0, MOST_RETRIES);
  return { MaximumEventAgeInSeconds: age ?? DAY_SECONDS, MaximumRetryAttempts: retries ?? MOST_RETRIES };
}
