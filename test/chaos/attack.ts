// Who runs the jobs of a chaos run and is killed: the functions of a runner, or workers beside it.

import type { Ends, Evidence } from "./ends.ts";
import type { Hosts } from "./hosts.ts";
import type { Run, RunLog } from "./run-log.ts";

export type Row = readonly [what: string, figure: number | string];
export type Check = readonly [what: string, holds: boolean];

/** What an attack finds. */
export interface Scene {
  readonly seed: number;
  /** An empty folder for all that is written. */
  readonly folder: string;
  readonly hosts: Hosts;
  readonly proxyUrl: string;
  readonly runs: RunLog;
  /** Hears every line of the log of whatever runs jobs. */
  readonly onLine: (line: string) => void;
  /** To be called at each kill: it lets fresh jobs be enqueued. */
  readonly onKill: () => void;
}

export interface Attack {
  /** For the runner, beside those that say which SQS it works on. */
  readonly flags: readonly string[];
  /** How many jobs are let go with each kill. */
  readonly portion: number;
  /** Whether so many accepted jobs are enough, when all kills are made or not. */
  isEnough(accepted: number, areKillsMade: boolean): boolean;
  /** How often a message is sent on without a run where nothing goes wrong with that. */
  readonly plannedCopies: number;
  begin(scene: Scene): Promise<Assault>;
}

/** An attack under way. */
export interface Assault {
  /** Resolves when all kills are made. */
  killAway(): Promise<void>;
  /** Stops what it has started, as users do; harmless twice. */
  stop(): Promise<void>;
  /** The runs that had ended, and whose messages may not have been deleted, for what ran them was killed. */
  unanswered(runs: readonly Run[]): ReadonlySet<Run>;
  /** For the table. */
  rows(evidence: Evidence): readonly Row[];
  /** What must be true besides. */
  checks(ends: Ends): readonly Check[];
}
