// How a program that loads a worker's module learns which jobs its handler was made for, however the handler is wrapped.

import type { JobDefinition } from "./definition.ts";

/** A handler, and the jobs that it was made for. */
export interface Announced {
  readonly handler: unknown;
  readonly catalog: ReadonlyMap<string, JobDefinition>;
}

/** Where who listens puts its list. Known across copies of the package: the worker's is in its bundle. */
const LISTENER = Symbol.for("errand.handlers");

type Listening = typeof globalThis & { [LISTENER]?: Announced[] };

/** Tells of a handler; nobody listens but where an entry is checked before it is deployed. */
export function announce(handler: Announced["handler"], catalog: Announced["catalog"]): void {
  (globalThis as Listening)[LISTENER]?.push({ handler, catalog });
}

/** The list into which every handler that is made from now on is written. */
export function listen(): readonly Announced[] {
  const heard: Announced[] = [];
  (globalThis as Listening)[LISTENER] = heard;
  return heard;
}
