// The receiving end: the engine and the real handler, which tell what became of each message.

import { setTimeout as sleep } from "node:timers/promises";
import { startLocal } from "errand/local";

const JOBS = new URL("./fixtures/jobs.ts", import.meta.url);

const PATIENCE_MS = 20_000;

export interface Receiving {
  /** The variables of a sender. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the message came to: the arguments that its job ran with, as JSON, or the reason for which it is dead. */
  outcomeOf(messageId: string): Promise<string>;
  stop(): Promise<void>;
}

/** @param environment the handler's. */
export async function startReceiving(environment: Readonly<Record<string, string>>): Promise<Receiving> {
  const outcomes = new Map<string, string>();
  const runner = await startLocal({
    jobs: JOBS,
    watch: false,
    environment,
    onEvent(event) {
      if (event.type === "job.dead") outcomes.set(event.id, `dead: ${event.reason}`);
    },
    onOutput(line) {
      const [said, id = "", args = ""] = line.split(" ");
      if (said === "ran") outcomes.set(id, decodeURIComponent(args));
    },
  });
  return {
    environment: runner.environment,
    async outcomeOf(id) {
      for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(20)) {
        const outcome = outcomes.get(id);
        if (outcome !== undefined) return outcome;
      }
      return `nothing within ${PATIENCE_MS / 1000} s`;
    },
    stop: () => runner.stop(),
  };
}
