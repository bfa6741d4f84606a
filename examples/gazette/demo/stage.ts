// What the demo stands on: a folder for the thumbnails, an SMTP server, and Errand's local runner with the Gazette's jobs.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalRunner, startLocal } from "errand/local";
import { createJournal, type Journal } from "./journal.ts";
import { type MailServer, startMailServer } from "./mail-server.ts";
import { GREYLISTED } from "./story.ts";

export interface Stage {
  readonly mailServer: MailServer;
  readonly runner: LocalRunner;
  readonly journal: Journal;
  /** The lines that the workers and the runner have printed: of interest only when something fails. */
  readonly printed: readonly string[];
  /** Ends both servers and the workers. The folder goes when the process does. */
  clear(): Promise<void>;
}

/** Afterwards, `.enqueue` in this process posts to the runner's queues. Rejects with nothing left running. */
export async function setStage(): Promise<Stage> {
  const output = mkdtempSync(join(tmpdir(), "gazette-"));
  process.once("exit", () => rmSync(output, { recursive: true, force: true }));
  const mailServer = await startMailServer({ [GREYLISTED]: 2 });
  try {
    const journal = createJournal();
    const printed: string[] = [];
    const print = (line: string) => void printed.push(line);
    // No issue of its own: on a Sunday at seven it would be a job more than the story tells.
    const environment = { GAZETTE_SMTP_URL: mailServer.url, GAZETTE_OUTPUT: output, GAZETTE_ISSUES: "off" };
    const runner = await startLocal({
      jobs: new URL("../jobs.ts", import.meta.url),
      concurrency: { high: 2, low: 1 },
      environment,
      watch: false,
      onEvent: journal.listen,
      onOutput: print,
      onNotice: print,
    });
    Object.assign(process.env, runner.environment, environment);
    const clear = async () => void (await Promise.all([runner.stop(1), mailServer.stop()]));
    return { mailServer, runner, journal, printed, clear };
  } catch (error) {
    await mailServer.stop();
    throw error;
  }
}
