// The tags of a request, read and checked.

import { unfit } from "./errors.ts";
import { optionalStructures, requiredText, type Structure } from "./input.ts";

const MOST_TAGS = 200;

export function readTags(body: Structure): ReadonlyMap<string, string> | undefined {
  const tags = optionalStructures(body, "Tags", MOST_TAGS)?.map(
    (tag) =>
      [requiredText(tag, "Key", { low: 1, high: 128 }), requiredText(tag, "Value", { low: 1, high: 256 })] as const,
  );
  return tags && new Map(tags);
}

export function requiredTags(body: Structure): ReadonlyMap<string, string> {
  const tags = readTags(body);
  if (tags === undefined) throw unfit(null, "tags", "Member must not be null");
  return tags;
}
