// A queue, with SQS's defaults for what its template leaves out.

import { MAXIMUM_MESSAGE_BYTES } from "../core/topology.ts";
import { isKnown, type Known, type Link, type Queue, UNKNOWN } from "./deployment.ts";
import type { ToLink } from "./links.ts";
import { at, booleanAt, listAt, numberAt, textAt } from "./reading.ts";
import type { Resolved } from "./template.ts";
import { isRecord } from "./template-file.ts";

/** Where whoever makes a queue notes whose jobs it is for. */
const PRIORITY = "errand:priority";

/** The defaults: CloudFormation's reference of AWS::SQS::Queue. */
export function readQueue(resource: Resolved, toQueue: ToLink, requiresTls: (key: string) => Known<boolean>): Queue {
  const { key, id, template, properties, whole } = resource;
  const deadLetter = textAt(properties, "RedrivePolicy.deadLetterTargetArn", undefined);
  return {
    key,
    id,
    template,
    name: textAt(properties, "QueueName", undefined),
    fifo: booleanAt(properties, "FifoQueue", false),
    contentBasedDeduplication: booleanAt(properties, "ContentBasedDeduplication", false),
    visibilitySeconds: numberAt(properties, "VisibilityTimeout", 30),
    retentionSeconds: numberAt(properties, "MessageRetentionPeriod", 345_600),
    delaySeconds: numberAt(properties, "DelaySeconds", 0),
    maximumMessageBytes: numberAt(properties, "MaximumMessageSize", MAXIMUM_MESSAGE_BYTES),
    encrypted: isEncrypted(properties),
    requiresTls: requiresTls(key),
    deadLetter: deadLetter === undefined ? undefined : toQueue(deadLetter),
    maxReceiveCount: numberAt(properties, "RedrivePolicy.maxReceiveCount", undefined),
    allowsSources: readAllowed(properties, toQueue),
    deletionPolicy: textAt(whole, "DeletionPolicy", "Delete"),
    noted: isRecord(whole["Metadata"]) && PRIORITY in whole["Metadata"],
  };
}

/** SQS encrypts with keys of its own unless it is told not to, or given a key. */
function isEncrypted(properties: unknown): Known<boolean> {
  const key = textAt(properties, "KmsMasterKeyId", "");
  return key === "" ? booleanAt(properties, "SqsManagedSseEnabled", true) : true;
}

function readAllowed(properties: unknown, toQueue: ToLink): Known<readonly Known<Link>[] | "all" | "none" | undefined> {
  if (at(properties, "RedriveAllowPolicy") === undefined) return undefined;
  const permission = textAt(properties, "RedriveAllowPolicy.redrivePermission", "allowAll");
  if (permission === "allowAll") return "all";
  if (permission === "denyAll") return "none";
  const sources = listAt(properties, "RedriveAllowPolicy.sourceQueueArns");
  if (permission !== "byQueue" || !isKnown(sources)) return UNKNOWN;
  return sources.map((source) => (typeof source === "string" ? toQueue(source) : UNKNOWN));
}
