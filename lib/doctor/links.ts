// Which resource is meant by a reference, an ARN, a URL or a name.

import { isKnown, type Known, type Link, UNKNOWN } from "./deployment.ts";
import { referredKey, toKey } from "./intrinsics.ts";
import type { TemplateFile } from "./template-file.ts";

export type ToLink = (text: Known<string>) => Known<Link>;

/** The property in which a resource of a type may be given a name of its own. */
const NAMES = { "AWS::SQS::Queue": "QueueName", "AWS::Lambda::Function": "FunctionName" } as const;

/** What stands for a function, and says so in its property `FunctionName`. */
const STANDS_FOR_FUNCTION = ["AWS::Lambda::Alias", "AWS::Lambda::Version"];

type Resolve = (file: TemplateFile, value: unknown) => unknown;

/** @param type of the resource that is meant. */
export function createToLink(type: keyof typeof NAMES, files: readonly TemplateFile[], resolve: Resolve): ToLink {
  const keys = new Map<string, string>();
  const standsFor = new Map<string, string>();
  for (const file of files) {
    for (const [id, resource] of Object.entries(file.resources)) {
      const key = toKey(file.name, id);
      const name = resource.type === type ? resolve(file, resource.properties[NAMES[type]]) : undefined;
      if (typeof name === "string") keys.set(name, key);
      const other = STANDS_FOR_FUNCTION.includes(resource.type)
        ? resolve(file, resource.properties["FunctionName"])
        : undefined;
      if (typeof other === "string") standsFor.set(key, other);
    }
  }
  return (text) => {
    if (!isKnown(text)) return UNKNOWN;
    const key = referredKey(text);
    const name = key === undefined ? nameIn(text) : standsFor.get(key);
    if (name === undefined) return key ?? UNKNOWN;
    const ofOther = referredKey(name);
    if (ofOther !== undefined) return ofOther;
    return keys.get(name) ?? (name === "" || name.includes("$") ? UNKNOWN : name);
  };
}

/** Of an ARN or a URL the name is what comes last; a function's may have a qualifier after it. */
function nameIn(text: string): string {
  const [, ofFunction] = /:function:([^:]+)/.exec(text) ?? [];
  return ofFunction ?? text.slice(Math.max(text.lastIndexOf(":"), text.lastIndexOf("/")) + 1);
}
