// Runs schedules at their times: each run that comes due is tried until it is delivered or given up.

import { randomUUID } from "node:crypto";
import type { Clock } from "../../core/ports.ts";
import type { Deliver } from "../delivery.ts";
import { type Appointment, createAgenda } from "./agenda.ts";
import { toDeadLetter } from "./dead-letter.ts";
import { type Invoked, invoke } from "./invoke.ts";
import type { Place } from "./names.ts";
import { firstRun, followingRun } from "./next-run.ts";
import { toPayload } from "./payload.ts";
import { decideRetry } from "./retry.ts";
import type { Invocation, ScheduleRecord } from "./schedule-record.ts";

export interface Runs {
  /** From now on it runs by its definition as it is. To be called when that changes, too. */
  arrange(record: ScheduleRecord): void;
  /** It goes on where an earlier process has left it. */
  resume(record: ScheduleRecord): void;
  /** Nothing of it runs any more. */
  drop(record: ScheduleRecord): void;
  close(): void;
}

interface RunsOptions {
  readonly clock: Clock;
  /** From 0 up to, not including, 1: where in a flexible window a run falls. */
  readonly random: () => number;
  readonly deliver: Deliver;
  readonly place: Place;
  /** What the record says of its runs has changed. */
  readonly onChanged: (record: ScheduleRecord) => void;
  /** Hears of a run that was given up. */
  readonly onProblem: (problem: string) => void;
  /** A schedule has run for the last time, and is to be deleted then. */
  readonly onFinished: (record: ScheduleRecord) => void;
}

type Task =
  | { readonly kind: "run"; readonly record: ScheduleRecord }
  | { readonly kind: "try"; readonly record: ScheduleRecord; readonly invocation: Invocation };

const MINUTE_MS = 60_000;

export function createRuns({ clock, random, deliver, place, onChanged, onProblem, onFinished }: RunsOptions): Runs {
  const runs = new Map<ScheduleRecord, Appointment<Task>>();
  const tries = new Map<Invocation, Appointment<Task>>();

  const perform = (task: Task): void => {
    switch (task.kind) {
      case "run":
        run(task.record);
        break;
      case "try":
        attempt(task.record, task.invocation);
        break;
      default:
        task satisfies never;
    }
  };
  const agenda = createAgenda<Task>(clock, perform);

  const setRun = (record: ScheduleRecord, at: number | undefined): void => {
    record.nextRunAt = at;
    const appointment = runs.get(record);
    if (appointment !== undefined) agenda.cancel(appointment);
    if (at === undefined) runs.delete(record);
    else runs.set(record, agenda.add({ kind: "run", record }, at));
  };

  const setTry = (record: ScheduleRecord, invocation: Invocation): void => {
    tries.set(invocation, agenda.add({ kind: "try", record, invocation }, invocation.nextTryAt));
    onChanged(record);
  };

  const forget = (record: ScheduleRecord, invocation: Invocation): void => {
    const appointment = tries.get(invocation);
    if (appointment !== undefined) agenda.cancel(appointment);
    tries.delete(invocation);
    record.invocations.delete(invocation);
  };

  const drop = (record: ScheduleRecord): void => {
    setRun(record, undefined);
    for (const invocation of [...record.invocations]) forget(record, invocation);
  };

  const run = (record: ScheduleRecord): void => {
    const scheduledAt = record.nextRunAt;
    if (scheduledAt === undefined) return;
    record.lastRunAt = scheduledAt;
    setRun(record, followingRun(record, scheduledAt, clock.now()));
    const windowMs = (record.definition.FlexibleTimeWindow.MaximumWindowInMinutes ?? 0) * MINUTE_MS;
    const invocation: Invocation = {
      executionId: randomUUID().replaceAll("-", "").slice(16), // Node keeps UUIDs in store, not random bytes
      scheduledAt,
      attempts: 0,
      firstTriedAt: undefined,
      nextTryAt: scheduledAt + Math.floor(random() * windowMs),
    };
    record.invocations.add(invocation);
    if (windowMs > 0) setTry(record, invocation);
    else attempt(record, invocation);
  };

  const attempt = (record: ScheduleRecord, invocation: Invocation): void => {
    const now = clock.now();
    invocation.attempts += 1;
    invocation.firstTriedAt ??= now;
    const payload = toPayload(record, invocation, place);
    const invoked = invoke(record.definition.Target, payload, deliver);
    switch (invoked.kind) {
      case "delivered":
        settle(record, invocation);
        break;
      case "failed":
        afterFailure(record, invocation, payload, invoked);
        break;
      default:
        invoked satisfies never;
    }
  };

  const afterFailure = (
    record: ScheduleRecord,
    invocation: Invocation,
    payload: string,
    { retry, code, message }: Extract<Invoked, { kind: "failed" }>,
  ): void => {
    const now = clock.now();
    const { RetryPolicy, DeadLetterConfig } = record.definition.Target;
    const decision = decideRetry(RetryPolicy, invocation.attempts, invocation.firstTriedAt ?? now, now);
    if (retry && decision.kind === "again") {
      invocation.nextTryAt = decision.at;
      setTry(record, invocation);
      return;
    }
    onProblem(
      `The schedule ${record.group}/${record.name} could not send to ${record.definition.Target.Arn}, and its run of ` +
        `${new Date(invocation.scheduledAt).toISOString()} is given up after ${invocation.attempts} attempts: ${message} ` +
        "Mend its target, or delete it.",
    );
    const exhausted = retry && decision.kind === "exhausted" ? decision.condition : undefined;
    if (DeadLetterConfig?.Arn !== undefined) {
      // As on AWS: where the dead-letter queue does not take it either, it is gone.
      deliver(DeadLetterConfig.Arn, toDeadLetter(record, invocation, payload, { code, message, exhausted }));
    }
    settle(record, invocation);
  };

  const settle = (record: ScheduleRecord, invocation: Invocation): void => {
    forget(record, invocation);
    onChanged(record);
    const over = record.nextRunAt === undefined && record.invocations.size === 0;
    if (over && record.definition.ActionAfterCompletion === "DELETE") onFinished(record);
  };

  return {
    arrange(record) {
      if (record.definition.State === "DISABLED") drop(record);
      // By the moment that it tells itself, which a rate counts from: the clock may have gone on meanwhile.
      else setRun(record, firstRun(record, record.modifiedAt));
    },
    resume(record) {
      if (record.nextRunAt !== undefined) setRun(record, record.nextRunAt);
      for (const invocation of record.invocations) setTry(record, invocation);
    },
    drop,
    close: agenda.close,
  };
}
