// What the log of a runner tells about why messages come again.

import { jobKey } from "./sent-jobs.ts";

export interface HostLog {
  take(line: string): void;
  /** How often a job's outcome could not be written, by its id. */
  readonly returned: ReadonlyMap<string, number>;
  /** How often an attempt was given up at its deadline, by `jobKey`. */
  readonly givenUp: ReadonlyMap<string, number>;
  /** How often a message was sent on without a run, by its job's id. */
  readonly sentOn: ReadonlyMap<string, number>;
  failedInvocations(): number;
}

export function createHostLog(): HostLog {
  const returned = new Map<string, number>();
  const givenUp = new Map<string, number>();
  const sentOn = new Map<string, number>();
  let failedInvocations = 0;
  const count = (counts: Map<string, number>, key: string) => void counts.set(key, (counts.get(key) ?? 0) + 1);
  return {
    take(line) {
      if (line.startsWith("The function failed with a batch")) failedInvocations += 1;
      const stays = / (\S+) \[\w+\] could not be settled/.exec(line);
      if (stays !== null) count(returned, stays[1] ?? "");
      const passed = / (\S+) \[\w+\] .* was sent on/.exec(line);
      if (passed !== null) count(sentOn, passed[1] ?? "");
      const late = / (\S+) \[\w+\] attempt (\d+) failed .* TimeoutError: Job /.exec(line);
      if (late !== null) count(givenUp, jobKey(late[1] ?? "", Number(late[2])));
    },
    returned,
    givenUp,
    sentOn,
    failedInvocations: () => failedInvocations,
  };
}
