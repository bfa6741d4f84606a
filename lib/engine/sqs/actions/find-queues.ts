// GetQueueUrl, ListQueues and ListDeadLetterSourceQueues: how a client finds queues.

import type { Call } from "../call.ts";
import { optionalText, requiredText } from "../input.ts";
import { readPage } from "../paging.ts";
import { noSuchQueue } from "../queues.ts";

export function getQueueUrl({ input, queues, urlOf }: Call) {
  const name = requiredText(input, "QueueName");
  const owner = optionalText(input, "QueueOwnerAWSAccountId") ?? queues.accountId;
  if (owner !== queues.accountId || queues.find(name) === undefined) throw noSuchQueue();
  return { QueueUrl: urlOf(name) };
}

export function listQueues({ input, queues, urlOf }: Call) {
  const prefix = optionalText(input, "QueueNamePrefix") ?? "";
  const { names, nextToken } = readPage(
    input,
    queues.names().filter((name) => name.startsWith(prefix)),
  );
  if (names.length === 0) return {};
  return { QueueUrls: names.map(urlOf), ...(nextToken && { NextToken: nextToken }) };
}

export function listDeadLetterSourceQueues({ input, queues, urlOf }: Call) {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  const { names, nextToken } = readPage(input, queues.sourcesOf(queue.arn));
  // In lower case, and there even when it is empty: so AWS has it here, and here alone.
  return { queueUrls: names.map(urlOf), ...(nextToken && { NextToken: nextToken }) };
}
