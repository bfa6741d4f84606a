// Runs that had ended when what ran them was killed, and whose messages may not have been deleted by then.

import type { Run } from "./run-log.ts";

/**
 * Of functions, those of each process's last invocation, which may never have been answered. Of a runner that was killed
 * the last but one as well: it may have had the answer, and not yet deleted the messages.
 */
export function unansweredByFunctions(runs: readonly Run[], hostsKilled: ReadonlySet<number>): ReadonlySet<Run> {
  const found = new Set<Run>();
  for (const own of Map.groupBy(runs, ({ host, pid }) => `${host} ${pid}`).values()) {
    const deadlines = [...new Set(own.map(({ deadlineAt }) => deadlineAt))].toSorted((a, b) => b - a);
    const last = new Set(deadlines.slice(0, hostsKilled.has(own[0]?.host ?? 0) ? 2 : 1));
    for (const run of own) if (last.has(run.deadlineAt)) found.add(run);
  }
  return found;
}

/** How long it can take to have a message deleted: requests that fail are tried again, and the endpoint is killed as well. */
const LATEST_MS = 6000;

/** Of workers, those that had ended shortly before. @param killedAt when each was killed, by process id. */
export function unansweredByWorkers(runs: readonly Run[], killedAt: ReadonlyMap<number, number>): ReadonlySet<Run> {
  const isUnanswered = ({ host, pid, endedAt }: Run): boolean => {
    const at = killedAt.get(pid) ?? killedAt.get(host);
    return at !== undefined && endedAt !== undefined && endedAt >= at - LATEST_MS;
  };
  return new Set(runs.filter(isUnanswered));
}
