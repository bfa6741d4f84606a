// CreateSchedule, UpdateSchedule, GetSchedule, DeleteSchedule and ListSchedules.

import type { Call } from "../call.ts";
import { readDefinition } from "../definition.ts";
import { unfit } from "../errors.ts";
import { checkText, optionalText } from "../input.ts";
import { DEFAULT_GROUP, NAME } from "../names.ts";
import { queryText, toPage } from "../query.ts";
import type { ScheduleRecord } from "../schedule-record.ts";
import { keyOf } from "../schedules.ts";

export function createSchedule({ name, body, groups, schedules, now }: Call) {
  checkText(name, "name", NAME);
  const definition = readDefinition(body, now);
  const group = groups.at(optionalText(body, "GroupName", NAME) ?? DEFAULT_GROUP);
  return { ScheduleArn: schedules.create(group.name, name, definition).arn };
}

/** All of it is replaced: what the request leaves out has its default afterwards. */
export function updateSchedule({ name, body, groups, schedules, now }: Call) {
  checkText(name, "name", NAME);
  const definition = readDefinition(body, now);
  const group = groups.at(optionalText(body, "GroupName", NAME) ?? DEFAULT_GROUP);
  return { ScheduleArn: schedules.update(group.name, name, definition).arn };
}

export function getSchedule(call: Call): object {
  const { arn, name, group, definition, createdAt, modifiedAt } = find(call);
  return {
    Arn: arn,
    Name: name,
    GroupName: group,
    ...definition,
    CreationDate: createdAt / 1000,
    LastModificationDate: modifiedAt / 1000,
  };
}

export function deleteSchedule(call: Call) {
  call.schedules.delete(find(call));
  return {};
}

export function listSchedules({ query, groups, schedules }: Call) {
  const group = queryText(query, "ScheduleGroup", "groupName", NAME);
  const prefix = queryText(query, "NamePrefix", "namePrefix", NAME) ?? "";
  const state = query.get("State");
  if (state !== null && state !== "ENABLED" && state !== "DISABLED") {
    throw unfit(state, "state", "Member must satisfy enum value set: [ENABLED, DISABLED]");
  }
  if (group !== undefined) groups.at(group);
  const asked = (record: ScheduleRecord): boolean =>
    (group === undefined || record.group === group) &&
    record.name.startsWith(prefix) &&
    (state === null || record.definition.State === state);
  const { items, NextToken } = toPage(query, schedules.all().filter(asked), keyOf);
  return { Schedules: items.map(toSummary), NextToken };
}

function find({ name, query, groups, schedules }: Call): ScheduleRecord {
  checkText(name, "name", NAME);
  const group = queryText(query, "groupName", "groupName", NAME) ?? DEFAULT_GROUP;
  return schedules.at(groups.at(group).name, name);
}

function toSummary({ arn, name, group, definition, createdAt, modifiedAt }: ScheduleRecord) {
  return {
    Arn: arn,
    Name: name,
    GroupName: group,
    State: definition.State,
    CreationDate: createdAt / 1000,
    LastModificationDate: modifiedAt / 1000,
    Target: { Arn: definition.Target.Arn },
  };
}
