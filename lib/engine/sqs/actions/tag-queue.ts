// TagQueue, UntagQueue and ListQueueTags.

import type { Call } from "../call.ts";
import { missing } from "../errors.ts";
import { requiredText, textEntries, textList } from "../input.ts";
import { checkTags } from "../tags.ts";

export function tagQueue({ input, queues }: Call): undefined {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  const given = textEntries(input, "Tags");
  if (given === undefined) throw missing("Tags");
  queue.tag(checkTags([...queue.tags(), ...given], queue.name));
}

export function untagQueue({ input, queues }: Call): undefined {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  if (input["TagKeys"] === undefined || input["TagKeys"] === null) throw missing("TagKeys");
  const keys = new Set(textList(input, "TagKeys"));
  queue.tag(new Map([...queue.tags()].filter(([key]) => !keys.has(key))));
}

export function listQueueTags({ input, queues }: Call) {
  const tags = queues.at(requiredText(input, "QueueUrl")).tags();
  return tags.size > 0 ? { Tags: Object.fromEntries(tags) } : {};
}
