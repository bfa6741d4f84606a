// GetQueueUrl and ListQueues: how a client finds a queue by its name.

import type { Call } from "../call.ts";
import { invalidParameter, invalidValue } from "../errors.ts";
import { optionalInteger, optionalText, requiredText } from "../input.ts";
import { MAXIMUM_LISTED_QUEUES } from "../limits.ts";
import { noSuchQueue } from "../queues.ts";

export function getQueueUrl({ input, queues, urlOf }: Call) {
  const name = requiredText(input, "QueueName");
  const owner = optionalText(input, "QueueOwnerAWSAccountId") ?? queues.accountId;
  if (owner !== queues.accountId || queues.find(name) === undefined) throw noSuchQueue();
  return { QueueUrl: urlOf(name) };
}

export function listQueues({ input, queues, urlOf }: Call) {
  const prefix = optionalText(input, "QueueNamePrefix") ?? "";
  const limit = optionalInteger(input, "MaxResults");
  if (limit !== undefined && (limit < 1 || limit > MAXIMUM_LISTED_QUEUES)) {
    const reason = `Must be an integer between 1 and ${MAXIMUM_LISTED_QUEUES}.`;
    throw invalidValue("MaxResults", limit, reason);
  }
  const after = readToken(optionalText(input, "NextToken"));
  const names = queues.names().filter((name) => name.startsWith(prefix) && name > after);
  const listed = names.slice(0, limit ?? MAXIMUM_LISTED_QUEUES);
  if (listed.length === 0) return {};
  // AWS pages only for those who say how many they want.
  const more = limit !== undefined && names.length > listed.length;
  return { QueueUrls: listed.map(urlOf), ...(more && { NextToken: toToken(listed.at(-1) ?? "") }) };
}

function toToken(name: string): string {
  return Buffer.from(`after ${name}`).toString("base64");
}

function readToken(token: string | undefined): string {
  if (!token) return "";
  const name = /^after (.+)$/.exec(Buffer.from(token, "base64").toString())?.[1];
  if (name === undefined) throw invalidParameter("Invalid or expired next token.");
  return name;
}
