// Which jobs are asked for, and are not there.

import type { PlannedJob } from "../core/topology.ts";

/** Both as texts, for sentences; `missing` is `""` where all are there. */
export function missingJobs(
  found: readonly Pick<PlannedJob, "name">[],
  asked: Iterable<string> = [],
): { readonly missing: string; readonly names: string } {
  const names = found.map(({ name }) => name);
  const missing = [...asked].filter((name) => !names.includes(name));
  return { missing: missing.toSorted().join(", "), names: names.join(", ") };
}
