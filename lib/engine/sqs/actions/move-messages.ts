// StartMessageMoveTask, ListMessageMoveTasks and CancelMessageMoveTask: messages leave a dead-letter queue.

import type { Call } from "../call.ts";
import { invalidParameter, invalidValue, SqsError } from "../errors.ts";
import { type Input, optionalInteger, optionalText, requiredText } from "../input.ts";
import { parseObject } from "../json-object.ts";
import { MAXIMUM_LISTED_MOVE_TASKS, MAXIMUM_MOVE_RATE } from "../limits.ts";
import type { MoveTask } from "../move-tasks.ts";
import type { Queue } from "../queue.ts";
import type { Queues } from "../queues.ts";

export function startMessageMoveTask({ input, queues }: Call) {
  const source = findQueue(queues, "SourceArn", requiredText(input, "SourceArn"));
  const destinationArn = optionalText(input, "DestinationArn");
  const perSecond = readWithin(input, "MaxNumberOfMessagesPerSecond", MAXIMUM_MOVE_RATE);
  if (queues.sourcesOf(source.arn).length === 0) {
    throw invalidParameter("Source queue must be configured as a Dead Letter Queue.");
  }
  if (destinationArn !== undefined) checkDestination(findQueue(queues, "DestinationArn", destinationArn), source);
  if (queues.moveTasks.of(source.arn).some(({ state }) => state.kind === "RUNNING")) {
    const rule = "Only one active task is allowed for a source queue arn at a given time.";
    throw invalidParameter(`There is already a task running. ${rule}`);
  }
  return { TaskHandle: toHandle(queues.moveTasks.start({ source, destinationArn, perSecond })) };
}

export function listMessageMoveTasks({ input, queues }: Call) {
  const source = findQueue(queues, "SourceArn", requiredText(input, "SourceArn"));
  const limit = readWithin(input, "MaxResults", MAXIMUM_LISTED_MOVE_TASKS) ?? 1;
  return { Results: queues.moveTasks.of(source.arn).slice(0, limit).map(toWire) };
}

export function cancelMessageMoveTask({ input, queues }: Call) {
  const { taskId, sourceArn } = readHandle(requiredText(input, "TaskHandle"));
  const source = findQueue(queues, "SourceArn", sourceArn);
  const task = queues.moveTasks.of(source.arn).find(({ id }) => id === taskId);
  if (task === undefined) throw new SqsError("ResourceNotFoundException", "Task does not exist.");
  if (task.state.kind !== "RUNNING") {
    throw new SqsError("UnsupportedOperation", "Only a task with the status RUNNING can be cancelled.");
  }
  queues.moveTasks.cancel(task);
  return { ApproximateNumberOfMessagesMoved: task.moved };
}

function findQueue(queues: Queues, parameter: string, arn: string): Queue {
  if (!/^arn:[^:]+:[^:]+:[^:]+:[^:]+:.+$/.test(arn)) {
    const form = "arn:<partition>:<service>:<region>:<account-id>:<resource-id>";
    throw invalidParameter(`You must use this format to specify the ${parameter}: ${form}`);
  }
  const queue = queues.findByArn(arn);
  if (queue !== undefined) return queue;
  const message = `The resource that you specified for the ${parameter} parameter doesn't exist.`;
  throw new SqsError("ResourceNotFoundException", message);
}

function checkDestination(destination: Queue, source: Queue): void {
  if (destination === source) throw invalidParameter("Source queue arn and destination queue arn can not be the same.");
  const [isFifo, wasFifo] = [destination.settings().fifo !== undefined, source.settings().fifo !== undefined];
  if (isFifo !== wasFifo) throw invalidParameter("The destination queue must be of the same type as the source queue.");
}

function readWithin(input: Input, parameter: string, most: number): number | undefined {
  const given = optionalInteger(input, parameter);
  if (given === undefined || (given >= 1 && given <= most)) return given;
  throw invalidValue(parameter, given, `Must be between 1 and ${most}, if provided.`);
}

function toHandle({ id, source }: MoveTask): string {
  return Buffer.from(JSON.stringify({ taskId: id, sourceArn: source.arn })).toString("base64");
}

function readHandle(handle: string): { readonly taskId: string; readonly sourceArn: string } {
  const { taskId, sourceArn } = parseObject(Buffer.from(handle, "base64").toString()) ?? {};
  if (typeof taskId === "string" && typeof sourceArn === "string") return { taskId, sourceArn };
  throw invalidParameter("Value for parameter TaskHandle is invalid.");
}

function toWire(task: MoveTask) {
  const { source, destinationArn, perSecond, state, startedAt, toMove, moved } = task;
  return {
    ...(state.kind === "RUNNING" && { TaskHandle: toHandle(task) }),
    Status: state.kind,
    SourceArn: source.arn,
    ...(destinationArn !== undefined && { DestinationArn: destinationArn }),
    ...(perSecond !== undefined && { MaxNumberOfMessagesPerSecond: perSecond }),
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: toMove,
    ...(state.kind === "FAILED" && { FailureReason: state.reason }),
    StartedTimestamp: startedAt,
  };
}
