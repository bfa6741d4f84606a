// Every action of SQS that the engine has, by AWS's name. What is not here, it does not pretend to have.

import { changeMessageVisibility, changeMessageVisibilityBatch } from "./actions/change-message-visibility.ts";
import { createQueue } from "./actions/create-queue.ts";
import { deleteMessage, deleteMessageBatch } from "./actions/delete-message.ts";
import { deleteQueue, purgeQueue } from "./actions/empty-queue.ts";
import { getQueueUrl, listDeadLetterSourceQueues, listQueues } from "./actions/find-queues.ts";
import { cancelMessageMoveTask, listMessageMoveTasks, startMessageMoveTask } from "./actions/move-messages.ts";
import { addPermission, removePermission } from "./actions/permissions.ts";
import { getQueueAttributes, setQueueAttributes } from "./actions/queue-attributes.ts";
import { receiveMessage } from "./actions/receive-message.ts";
import { sendMessage, sendMessageBatch } from "./actions/send-message.ts";
import { listQueueTags, tagQueue, untagQueue } from "./actions/tag-queue.ts";
import type { Action } from "./call.ts";
import { SqsError } from "./errors.ts";

const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["AddPermission", addPermission],
  ["CancelMessageMoveTask", cancelMessageMoveTask],
  ["ChangeMessageVisibility", changeMessageVisibility],
  ["ChangeMessageVisibilityBatch", changeMessageVisibilityBatch],
  ["CreateQueue", createQueue],
  ["DeleteMessage", deleteMessage],
  ["DeleteMessageBatch", deleteMessageBatch],
  ["DeleteQueue", deleteQueue],
  ["GetQueueAttributes", getQueueAttributes],
  ["GetQueueUrl", getQueueUrl],
  ["ListDeadLetterSourceQueues", listDeadLetterSourceQueues],
  ["ListMessageMoveTasks", listMessageMoveTasks],
  ["ListQueueTags", listQueueTags],
  ["ListQueues", listQueues],
  ["PurgeQueue", purgeQueue],
  ["ReceiveMessage", receiveMessage],
  ["RemovePermission", removePermission],
  ["SendMessage", sendMessage],
  ["SendMessageBatch", sendMessageBatch],
  ["SetQueueAttributes", setQueueAttributes],
  ["StartMessageMoveTask", startMessageMoveTask],
  ["TagQueue", tagQueue],
  ["UntagQueue", untagQueue],
]);

export function findAction(name: string): Action {
  const action = ACTIONS.get(name);
  if (action !== undefined) return action;
  const has = [...ACTIONS.keys()].join(", ");
  throw new SqsError("UnknownOperationException", `This engine has no action "${name}". It has ${has}.`);
}
