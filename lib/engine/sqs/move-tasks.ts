// Moves of messages out of dead-letter queues: one task at a time for each, at a rate, until what was there has gone.

import { randomUUID } from "node:crypto";
import type { Clock } from "../../core/ports.ts";
import { type Item, SENT } from "./item.ts";
import { MAXIMUM_LISTED_MOVE_TASKS } from "./limits.ts";
import { createId } from "./message.ts";
import type { Queue } from "./queue.ts";

/** Why a task ended before its end, as AWS names it. */
type FailureReason = "AWS.SimpleQueueService.NonExistentQueue" | "CouldNotDetermineMessageSource";

type TaskState =
  | { readonly kind: "RUNNING" }
  | { readonly kind: "COMPLETED" }
  | { readonly kind: "CANCELLED" }
  | { readonly kind: "FAILED"; readonly reason: FailureReason };

interface MoveOrder {
  readonly source: Queue;
  /** Undefined sends each message back to the queue that it came from. */
  readonly destinationArn: string | undefined;
  /** Undefined moves all at once. */
  readonly perSecond: number | undefined;
}

export interface MoveTask extends MoveOrder {
  readonly id: string;
  readonly startedAt: number;
  readonly toMove: number;
  moved: number;
  state: TaskState;
}

export interface MoveTasks {
  start(order: MoveOrder): MoveTask;
  /** Those of a queue, the latest first. */
  of(sourceArn: string): readonly MoveTask[];
  cancel(task: MoveTask): void;
  /** No task goes on. */
  close(): void;
}

interface MoveTasksOptions {
  readonly clock: Clock;
  readonly findByArn: (arn: string) => Queue | undefined;
}

export function createMoveTasks({ clock, findByArn }: MoveTasksOptions): MoveTasks {
  const tasksOf = new Map<string, readonly MoveTask[]>();
  const waits = new Map<MoveTask, () => void>();

  /** Moves one message, and says what that makes of the task. */
  const moveOne = ({ source, destinationArn, moved, toMove }: MoveTask): TaskState => {
    if (findByArn(source.arn) !== source) return { kind: "FAILED", reason: "AWS.SimpleQueueService.NonExistentQueue" };
    const item = moved < toMove ? source.first() : undefined;
    if (item === undefined) return { kind: "COMPLETED" };
    const arn = destinationArn ?? item.origin.sourceArn;
    if (arn === undefined) return { kind: "FAILED", reason: "CouldNotDetermineMessageSource" };
    const target = findByArn(arn);
    if (target === undefined) return { kind: "FAILED", reason: "AWS.SimpleQueueService.NonExistentQueue" };
    move(item, source, target, clock.now());
    return { kind: "RUNNING" };
  };

  const step = (task: MoveTask): void => {
    if (task.state.kind !== "RUNNING") return;
    task.state = moveOne(task);
    if (task.state.kind === "RUNNING") task.moved++;
  };

  const run = (task: MoveTask): void => {
    do step(task);
    while (task.perSecond === undefined && task.state.kind === "RUNNING");
    waits.delete(task);
    if (task.state.kind === "RUNNING")
      waits.set(
        task,
        clock.after(1000 / (task.perSecond ?? 1), () => run(task)),
      );
  };

  return {
    start(order) {
      const { source } = order;
      const toMove = source.counts().ready;
      const task: MoveTask = {
        ...order,
        id: randomUUID(),
        startedAt: clock.now(),
        toMove,
        moved: 0,
        state: { kind: "RUNNING" },
      };
      const earlier = tasksOf.get(source.arn) ?? [];
      tasksOf.set(source.arn, [task, ...earlier].slice(0, MAXIMUM_LISTED_MOVE_TASKS));
      run(task);
      return task;
    },
    of: (sourceArn) => tasksOf.get(sourceArn) ?? [],
    close() {
      for (const cancel of waits.values()) cancel();
      waits.clear();
    },
    cancel(task) {
      task.state = { kind: "CANCELLED" };
    },
  };
}

/** In the new place first, then out of the old. As on AWS, it is a new message there: its id, its age, its receives. */
function move(item: Item, source: Queue, target: Queue, now: number): void {
  target.accept({ ...item.message, id: createId(), sentAt: now }, SENT);
  source.remove(item);
}
