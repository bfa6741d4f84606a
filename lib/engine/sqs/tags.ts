// A queue's tags: which there may be.

import { invalidParameter } from "./errors.ts";
import { MAXIMUM_TAG_KEY_LETTERS, MAXIMUM_TAG_VALUE_LETTERS, MAXIMUM_TAGS } from "./limits.ts";
import type { Tags } from "./queue-state.ts";

/** Checks those that a queue is to have, all together. */
export function checkTags(entries: Iterable<readonly [string, string]>, queueName: string): Tags {
  const tags = new Map(entries);
  if (tags.size > MAXIMUM_TAGS) throw invalidParameter(`Too many tags added for queue ${queueName}.`);
  for (const [key, value] of tags) {
    if (key.length < 1 || key.length > MAXIMUM_TAG_KEY_LETTERS) {
      throw invalidParameter(`Tag keys must be between 1 and ${MAXIMUM_TAG_KEY_LETTERS} characters in length.`);
    }
    if (value.length > MAXIMUM_TAG_VALUE_LETTERS) {
      throw invalidParameter(`Tag values must be between 0 and ${MAXIMUM_TAG_VALUE_LETTERS} characters in length.`);
    }
  }
  return tags;
}
