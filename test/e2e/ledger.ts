// What a run has come to: a line for each step, printed as soon as it is known, with how long it took.

interface Entry {
  readonly what: string;
  readonly holds: boolean;
  readonly seconds: number;
}

export interface Ledger {
  readonly entries: readonly Entry[];
  /** Takes `work` down as one step. @returns whether it went as it should. */
  step(what: string, work: () => Promise<string | undefined>): Promise<boolean>;
  /** Prints a line that is no step. */
  readonly say: (line: string) => void;
}

export function createLedger(print: (line: string) => void): Ledger {
  const entries: Entry[] = [];
  const note = (what: string, holds: boolean, seconds: number, seen = ""): void => {
    entries.push({ what, holds, seconds });
    print(`${holds ? "ok    " : "FAILED"} ${seconds.toFixed(1).padStart(6)} s  ${what}`);
    for (const line of seen.split("\n").filter((line) => line !== "")) print(`                  ${line}`);
  };
  return {
    entries,
    say: print,
    async step(what, work) {
      const startedAt = performance.now();
      const since = (): number => (performance.now() - startedAt) / 1000;
      try {
        const seen = await work();
        note(what, true, since(), seen);
        return true;
      } catch (error) {
        note(what, false, since(), error instanceof Error ? error.message : String(error));
        return false;
      }
    },
  };
}
