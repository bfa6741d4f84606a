// What cases of the Scheduler work with: schedules into queues, made and taken away.

import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
} from "@aws-sdk/client-scheduler";
import { aName, type Target } from "./target.ts";

type Aim = NonNullable<CreateScheduleCommandInput["Target"]>;

export type Wish = Omit<Partial<CreateScheduleCommandInput>, "Target"> & {
  readonly queueArn?: string;
  readonly aim?: Partial<Aim>;
};

/** A target that is fine and never used: the schedules of most cases lie in the future. */
const NOWHERE = "arn:aws:sqs:us-east-1:000000000000:nowhere";

export const FAR = "at(2099-12-31T23:59:59)";

export function toInput({ roleArn }: Target, { queueArn = NOWHERE, aim, ...wish }: Wish) {
  return {
    Name: aName(),
    ScheduleExpression: FAR,
    FlexibleTimeWindow: { Mode: "OFF" as const },
    Target: { Arn: queueArn, RoleArn: roleArn, ...aim },
    ...wish,
  };
}

/** Makes a schedule, into no queue and far away unless it is told otherwise. */
export async function createSchedule(target: Target, wish: Wish = {}) {
  const input = toInput(target, wish);
  const { ScheduleArn } = await target.scheduler.send(new CreateScheduleCommand(input));
  const { Name, GroupName } = input as CreateScheduleCommandInput;
  target.afterwards(() => target.scheduler.send(new DeleteScheduleCommand({ Name, GroupName })));
  return { Name: Name ?? "", ScheduleArn, input };
}

export async function createGroup(target: Target, Name = aName()) {
  const { ScheduleGroupArn } = await target.scheduler.send(new CreateScheduleGroupCommand({ Name }));
  target.afterwards(() => target.scheduler.send(new DeleteScheduleGroupCommand({ Name })));
  return { Name, ScheduleGroupArn };
}

/** `at(…)` that many seconds from now, in UTC. */
export function atIn({ time }: Target, seconds: number): string {
  return `at(${toTime(time.now() + seconds * 1_000)})`;
}

/** As Scheduler writes times, without their zone. */
export function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19);
}
