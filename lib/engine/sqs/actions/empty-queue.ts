// PurgeQueue and DeleteQueue: all messages of a queue go, or the queue with them.

import type { Call } from "../call.ts";
import { requiredText } from "../input.ts";

export function purgeQueue({ input, queues }: Call): undefined {
  queues.at(requiredText(input, "QueueUrl")).purge();
}

export function deleteQueue({ input, queues }: Call): undefined {
  queues.delete(queues.at(requiredText(input, "QueueUrl")));
}
