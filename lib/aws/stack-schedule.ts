// What EventBridge Scheduler says of a schedule, as the properties of AWS::Scheduler::Schedule.

import { ask, type RealProperties, type Stack } from "./stack-requests.ts";

export async function readScheduleProperties(
  id: string,
  Name: string,
  { template, refs, clients }: Stack,
): Promise<RealProperties> {
  const { GetScheduleCommand } = await import("@aws-sdk/client-scheduler");
  const GroupName = toText(template.Resources[id]?.Properties?.["GroupName"], refs);
  const request = new GetScheduleCommand({ Name, ...(GroupName === undefined ? {} : { GroupName }) });
  const answer = await ask(`EventBridge Scheduler GetSchedule of ${id}`, () => clients.scheduler.send(request));
  if (answer.kind !== "answer") return undefined;
  const { ScheduleExpression, ScheduleExpressionTimezone, State, Target } = answer.value;
  return { ScheduleExpression, ScheduleExpressionTimezone, State, Target };
}

function toText(value: unknown, refs: Stack["refs"]): string | undefined {
  if (typeof value === "string") return value;
  const ref = typeof value === "object" && value !== null && "Ref" in value ? String(value.Ref) : "";
  return refs[ref];
}
