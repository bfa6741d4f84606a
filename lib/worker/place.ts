// What a delivery takes to run beside a place in the crew: nothing more, all of the worker, or a thread or process of its own.

import type { JobDefinition } from "../core/definition.ts";
import { open } from "../core/open.ts";
import type { Delivery } from "../core/ports.ts";

/** `alone`: here, beside nothing, for it may kill this process. */
export type Place = "here" | "alone" | "thread" | "process";

/** Whether it is outside of this process, or in a thread of its own. */
export function isApart(place: Place): place is "thread" | "process" {
  return place === "thread" || place === "process";
}

export type PlaceOf = (delivery: Delivery, isSuspect: boolean) => Place;

interface PlaceOptions {
  readonly catalog: ReadonlyMap<string, JobDefinition>;
  /** Names of the jobs that this worker is for; others are only sent on. */
  readonly only: ReadonlySet<string> | undefined;
  /** Whether there are threads and processes at all. */
  readonly isIsolating: boolean;
}

export function createPlaceOf({ catalog, only, isIsolating }: PlaceOptions): PlaceOf {
  if (!isIsolating) return (_, isSuspect) => (isSuspect ? "alone" : "here");
  const isPlain = only === undefined && ![...catalog.values()].some(({ thread }) => thread);
  return (delivery, isSuspect) => {
    if (isPlain) return isSuspect ? "process" : "here";
    const opened = open(delivery);
    const name = opened.ok ? opened.envelope.function : undefined;
    const definition = name === undefined ? undefined : catalog.get(name);
    if (definition !== undefined && only?.has(definition.name) === false) return "here";
    if (isSuspect) return "process";
    return definition?.thread === true ? "thread" : "here";
  };
}
