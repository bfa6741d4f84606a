// A queue's writable attributes: which there are, and the numbers that the queue works by.

import { boolean, type Check, checkPolicy, integer, type Subject, unknownAttribute } from "./attribute-checks.ts";
import type { DeduplicationScope } from "./deduplication.ts";
import { SqsError } from "./errors.ts";
import { checkThroughput, FIFO_ATTRIBUTES, INITIAL_OF_FIFO } from "./fifo-attributes.ts";
import { MAXIMUM_DELAY_SECONDS, MAXIMUM_MESSAGE_BYTES, MAXIMUM_VISIBILITY_SECONDS } from "./limits.ts";
import { checkRedriveAllowPolicy, parseRedriveAllowPolicy, type RedriveAllowPolicy } from "./redrive-allow-policy.ts";
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
  readonly redriveAllow: RedriveAllowPolicy | undefined;
  /** Undefined of a standard queue. */
  readonly fifo: FifoSettings | undefined;
}

export interface FifoSettings {
  readonly contentBasedDeduplication: boolean;
  readonly deduplicationScope: DeduplicationScope;
}

const WRITABLE: ReadonlyMap<string, Check> = new Map<string, Check>([
  ["DelaySeconds", integer(0, MAXIMUM_DELAY_SECONDS)],
  ["MaximumMessageSize", integer(1_024, MAXIMUM_MESSAGE_BYTES)],
  ["MessageRetentionPeriod", integer(60, 1_209_600)],
  ["ReceiveMessageWaitTimeSeconds", integer(0, 20)],
  ["VisibilityTimeout", integer(0, MAXIMUM_VISIBILITY_SECONDS)],
  ["RedrivePolicy", (value, _, subject) => (value === "" ? "" : checkRedrivePolicy(value, subject))],
  ["RedriveAllowPolicy", (value) => (value === "" ? "" : checkRedriveAllowPolicy(value))],
  // Kept and shown, so that infrastructure code runs here too; one process has nobody to keep out, and nothing at rest.
  ["Policy", checkPolicy],
  ["KmsMasterKeyId", (value) => value],
  ["KmsDataKeyReusePeriodSeconds", integer(60, 86_400)],
  ["SqsManagedSseEnabled", boolean],
  ...FIFO_ATTRIBUTES,
]);

/** Those of FIFO queues too: they may be asked for of any queue. */
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
export function checkAttributes(given: readonly (readonly [string, string])[], subject: Subject): Attributes {
  const checked = new Map<string, string>();
  for (const [name, value] of given) {
    const check = WRITABLE.get(name);
    if (check === undefined) throw unknownAttribute(name);
    checked.set(name, check(value, name, subject));
  }
  checkThroughput(new Map([...(subject.current ?? INITIAL_OF_FIFO), ...checked]));
  if (checked.get("KmsMasterKeyId")) {
    if (checked.get("SqsManagedSseEnabled") === "true") {
      const rule = "You can use one type of server-side encryption (SSE) at one time.";
      throw new SqsError("InvalidAttributeName", `${rule} You can either enable KMS SSE or SQS SSE.`);
    }
    checked.set("SqsManagedSseEnabled", "false");
  }
  return checked;
}

/** The settings of a queue with these attributes over those that it has; without any, over those of a new queue. */
export function toSettings(changes: Attributes, current?: Attributes): QueueSettings {
  const base = current ?? (changes.has("FifoQueue") ? new Map([...INITIAL, ...INITIAL_OF_FIFO]) : INITIAL);
  const attributes = new Map([...base, ...changes].filter(([name]) => changes.get(name) !== ""));
  const redrive = attributes.get("RedrivePolicy");
  const redriveAllow = attributes.get("RedriveAllowPolicy");
  const number = (name: string): number => Number(attributes.get(name));
  return {
    attributes,
    delaySeconds: number("DelaySeconds"),
    maximumMessageBytes: number("MaximumMessageSize"),
    retentionSeconds: number("MessageRetentionPeriod"),
    receiveWaitSeconds: number("ReceiveMessageWaitTimeSeconds"),
    visibilitySeconds: number("VisibilityTimeout"),
    redrive: redrive === undefined ? undefined : parseRedrivePolicy(redrive),
    redriveAllow: redriveAllow === undefined ? undefined : parseRedriveAllowPolicy(redriveAllow),
    fifo: attributes.has("FifoQueue") ? toFifoSettings(attributes) : undefined,
  };
}

function toFifoSettings(attributes: Attributes): FifoSettings {
  return {
    contentBasedDeduplication: attributes.get("ContentBasedDeduplication") === "true",
    deduplicationScope: attributes.get("DeduplicationScope") === "messageGroup" ? "messageGroup" : "queue",
  };
}

/** The first attribute that is given as something else than it is. Those not given don't count. */
export function findDifference(current: Attributes, given: Attributes): string | undefined {
  for (const [name, value] of given) {
    if ((current.get(name) ?? "") !== value) return name;
  }
  return undefined;
}
