// What SQS says of a queue, as the properties of AWS::SQS::Queue.

import { ask, type RealProperties, type Stack, UNASKED } from "./stack-requests.ts";

/** Attributes that every queue has: an endpoint that doesn't tell one doesn't know it. */
const ALWAYS_THERE = [
  "VisibilityTimeout",
  "MessageRetentionPeriod",
  "DelaySeconds",
  "MaximumMessageSize",
  "SqsManagedSseEnabled",
];

/** Attributes that are properties of the same name, where a queue has them; `Policy` besides. */
const WHERE_SET = ["FifoQueue", "ContentBasedDeduplication", "KmsMasterKeyId", "Policy"];

/** Attributes that are JSON. */
const JSON_TEXTS = ["RedrivePolicy", "RedriveAllowPolicy"];

export async function readQueueProperties(id: string, url: string, { clients }: Stack): Promise<RealProperties> {
  const { GetQueueAttributesCommand } = await import("@aws-sdk/client-sqs");
  const request = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] });
  const answer = await ask(`SQS GetQueueAttributes of ${id}`, () => clients.sqs.send(request));
  if (answer.kind !== "answer") return undefined;
  const attributes: Readonly<Record<string, string>> = answer.value.Attributes ?? {};
  const properties: Record<string, unknown> = {
    QueueName: url.slice(url.lastIndexOf("/") + 1),
    QueueArn: attributes["QueueArn"], // no property of the template's, but what its mappings are asked for by
  };
  for (const name of ALWAYS_THERE) properties[name] = attributes[name] ?? UNASKED;
  for (const name of WHERE_SET) if (attributes[name]) properties[name] = attributes[name];
  for (const name of JSON_TEXTS) if (attributes[name]) properties[name] = JSON.parse(attributes[name]);
  return properties;
}
