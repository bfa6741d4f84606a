// CreateScheduleGroup, GetScheduleGroup, DeleteScheduleGroup and ListScheduleGroups.

import type { Call } from "../call.ts";
import type { Group } from "../groups.ts";
import { checkText } from "../input.ts";
import { NAME } from "../names.ts";
import { queryText, toPage } from "../query.ts";
import { readTags } from "../tags.ts";

export function createScheduleGroup({ name, body, groups }: Call) {
  checkText(name, "name", NAME);
  return { ScheduleGroupArn: groups.create(name, readTags(body) ?? new Map()).arn };
}

export function getScheduleGroup({ name, groups }: Call) {
  checkText(name, "name", NAME);
  return toWire(groups.at(name));
}

/** On AWS the group is there for a while yet, DELETING; here it is gone at once, and its schedules with it. */
export function deleteScheduleGroup({ name, groups, schedules }: Call) {
  checkText(name, "name", NAME);
  groups.delete(name);
  schedules.deleteGroup(name);
  return {};
}

export function listScheduleGroups({ query, groups }: Call) {
  const prefix = queryText(query, "NamePrefix", "namePrefix", NAME) ?? "";
  const asked = groups.all().filter(({ name }) => name.startsWith(prefix));
  const { items, NextToken } = toPage(query, asked, ({ name }) => name);
  return { ScheduleGroups: items.map(toWire), NextToken };
}

function toWire({ arn, name, createdAt, modifiedAt }: Group) {
  return {
    Arn: arn,
    Name: name,
    State: "ACTIVE",
    CreationDate: createdAt / 1000,
    LastModificationDate: modifiedAt / 1000,
  };
}
