// TagResource, UntagResource and ListTagsForResource. Only groups have tags.

import type { Call } from "../call.ts";
import { unfit } from "../errors.ts";
import type { Group } from "../groups.ts";
import { checkText, type TextRule } from "../input.ts";
import { requiredTags } from "../tags.ts";

const GROUP_ARN: TextRule = {
  low: 1,
  high: 1011,
  pattern: /^arn:aws(-[a-z]+)?:scheduler:[a-z0-9-]+:\d{12}:schedule-group\/[0-9a-zA-Z-_.]+$/,
};

export function tagResource(call: Call) {
  const group = find(call);
  const tags = requiredTags(call.body);
  for (const [key, value] of tags) group.tags.set(key, value);
  group.modifiedAt = call.now;
  return {};
}

export function untagResource(call: Call) {
  const group = find(call);
  const keys = call.query.getAll("TagKeys");
  if (keys.length === 0) throw unfit(null, "tagKeys", "Member must not be null");
  for (const key of keys) group.tags.delete(key);
  group.modifiedAt = call.now;
  return {};
}

export function listTagsForResource(call: Call) {
  return { Tags: [...find(call).tags].map(([Key, Value]) => ({ Key, Value })) };
}

function find({ name, groups }: Call): Group {
  return groups.atArn(checkText(name, "resourceArn", GROUP_ARN));
}
