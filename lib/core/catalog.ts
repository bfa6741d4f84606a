// The jobs that a runtime can run, by name.

import { definitionOf, type JobDefinition } from "./definition.ts";
import { ErrandError, show } from "./errors.ts";

/** Finds a job's definition by its name. */
export interface Catalog {
  get(name: string): JobDefinition | undefined;
}

/** What holds jobs: a module (`import * as jobs from "./jobs.ts"`), an object or an array. What isn't a job is passed over. */
export type Jobs = object;

/**
 * The definitions that `jobs` holds, by name.
 *
 * @throws `ErrandError` `no_jobs` when it holds none, `duplicate_job` when two different jobs have one name.
 */
export function toCatalog(jobs: Jobs): ReadonlyMap<string, JobDefinition> {
  const catalog = new Map<string, JobDefinition>();
  if (typeof jobs === "object" && jobs !== null) {
    for (const value of Object.values(jobs)) {
      const definition = definitionOf(value);
      if (definition === undefined) continue;
      const known = catalog.get(definition.name);
      if (known !== undefined && known !== definition) throw duplicate(definition.name);
      catalog.set(definition.name, definition);
    }
  }
  if (catalog.size > 0) return catalog;
  throw new ErrandError(
    "no_jobs",
    `The jobs must be a module, object or array with at least one job in it, got ${show(jobs)} without any. ` +
      'Export what job("name", fn) returns and pass the module: import * as jobs from "./jobs.ts".',
  );
}

function duplicate(name: string): ErrandError {
  return new ErrandError(
    "duplicate_job",
    `Two different jobs are called ${show(name)}. A message finds its function by the name alone: rename one of them.`,
  );
}
