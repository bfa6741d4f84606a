// How a program that loads a worker's module learns which jobs its handler was made for, however the handler is wrapped.

import type { JobDefinition } from "./definition.ts";

type Catalog = ReadonlyMap<string, JobDefinition>;

/** Where who listens puts its list. Known across copies of the package: the worker's is in its bundle. */
const LISTENER = Symbol.for("errand.handlers");

type Listening = typeof globalThis & { [LISTENER]?: Catalog[] };

/** Tells of a handler's jobs; nobody listens but where an entry is checked before it is deployed. */
export function announce(catalog: Catalog): void {
  (globalThis as Listening)[LISTENER]?.push(catalog);
}

/** The list into which every handler that is made from now on is written. */
export function listen(): readonly Catalog[] {
  const heard: Catalog[] = [];
  (globalThis as Listening)[LISTENER] = heard;
  return heard;
}
