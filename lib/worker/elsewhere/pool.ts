// Far sides of one kind: so many at once, each for one delivery at a time, those that may be used again kept for the next.

import type { Priority } from "../../core/ports.ts";
import type { Line } from "./line.ts";

export interface PoolOptions {
  /** How many there are at once, from 1. */
  readonly count: number;
  /** Starts one; called where none is free. */
  readonly open: () => Promise<Line>;
  /** Hears how one that was free has ended by itself. */
  readonly onLost: (how: string) => void;
}

export interface Pool {
  /** One with its jobs loaded, for the caller alone; waits while all are taken, those of high priority before the others. */
  take(priority: Priority): Promise<Line>;
  /** What was taken: kept for the next, or ended. */
  giveBack(line: Line, use: "keep" | "end"): void;
  /** Ends all at once; who waits is refused. */
  end(): Promise<void>;
}

export function createPool({ count, open, onLost }: PoolOptions): Pool {
  const all = new Set<Line>();
  const free = new Set<Line>();
  const waiting: Record<Priority, (() => void)[]> = { high: [], low: [] };
  let places = count;
  let hasEnded = false;

  const leave = (): void => {
    const next = waiting.high.shift() ?? waiting.low.shift();
    if (next === undefined) places += 1;
    else next();
  };
  const enter = async (priority: Priority): Promise<void> => {
    if (places > 0) places -= 1;
    else await new Promise<void>((resolve) => waiting[priority].push(resolve));
  };
  const begin = async (): Promise<Line> => {
    const line = await open();
    all.add(line);
    const stop = line.listen((said) => {
      if (said.type !== "gone") return;
      stop();
      all.delete(line);
      if (free.delete(line) && !said.isOurs) onLost(said.how);
    });
    if (hasEnded) void line.end();
    return line;
  };
  return {
    async take(priority) {
      await enter(priority);
      try {
        expectOpen(hasEnded);
        const [kept] = free;
        if (kept !== undefined) free.delete(kept);
        const line = kept ?? (await begin());
        await line.loaded;
        expectOpen(hasEnded);
        return line;
      } catch (error) {
        leave();
        throw error;
      }
    },
    giveBack(line, use) {
      if (use === "end" || line.isGone() || hasEnded) return void line.end().finally(leave);
      free.add(line);
      leave();
    },
    async end() {
      hasEnded = true;
      for (const next of [...waiting.high.splice(0), ...waiting.low.splice(0)]) next();
      await Promise.all([...all].map((line) => line.end()));
    },
  };
}

function expectOpen(hasEnded: boolean): void {
  if (hasEnded) throw new Error("The worker has stopped.");
}
