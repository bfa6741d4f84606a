// Every action of EventBridge Scheduler, by the method and the path that AWS gives it.

import { createScheduleGroup, deleteScheduleGroup, getScheduleGroup, listScheduleGroups } from "./actions/groups.ts";
import { createSchedule, deleteSchedule, getSchedule, listSchedules, updateSchedule } from "./actions/schedules.ts";
import { listTagsForResource, tagResource, untagResource } from "./actions/tags.ts";
import type { Action } from "./call.ts";
import { SchedulerError } from "./errors.ts";

const ROUTES: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["POST /schedules/{name}", createSchedule],
  ["PUT /schedules/{name}", updateSchedule],
  ["GET /schedules/{name}", getSchedule],
  ["DELETE /schedules/{name}", deleteSchedule],
  ["GET /schedules", listSchedules],
  ["POST /schedule-groups/{name}", createScheduleGroup],
  ["GET /schedule-groups/{name}", getScheduleGroup],
  ["DELETE /schedule-groups/{name}", deleteScheduleGroup],
  ["GET /schedule-groups", listScheduleGroups],
  ["POST /tags/{name}", tagResource],
  ["DELETE /tags/{name}", untagResource],
  ["GET /tags/{name}", listTagsForResource],
]);

const PATH = /^\/(?<kind>schedules|schedule-groups|tags)(?:\/(?<name>.*))?$/s;

/** Whether the path is one of this service's. */
export function isSchedulerPath(path: string): boolean {
  return PATH.test(path);
}

export interface Route {
  readonly action: Action;
  readonly name: string;
}

export function findRoute(method: string, path: string): Route {
  const { kind, name = "" } = PATH.exec(path)?.groups ?? {};
  const action = ROUTES.get(name === "" ? `${method} /${kind}` : `${method} /${kind}/{name}`);
  if (action !== undefined) return { action, name: decode(name) };
  const has = [...ROUTES.keys()].join(", ");
  throw new SchedulerError("UnknownOperationException", `There is no ${method} ${path}. There is ${has}.`);
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch (cause) {
    throw new SchedulerError("SerializationException", `The path has a broken escape: ${name}.`, { cause });
  }
}
