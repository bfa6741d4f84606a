// Engines that follow each other on one folder and one clock, as a process that is started again after it has ended.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { openJournal } from "../../lib/engine/data/sqlite-journal.ts";
import { createEngine } from "../../lib/engine/engine.ts";
import { createRequestHandler } from "../../lib/engine/request-handler.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";

export function aKeptEngine({ onTestFinished }: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "errand-data-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const clock = createManualClock();
  return {
    clock,
    start() {
      const journal = openJournal(folder);
      const engine = createEngine({ clock, journal, random: () => 0.5 });
      return {
        /** What any client of the SDK is made with. */
        config: {
          requestHandler: createRequestHandler(engine),
          region: "us-east-1",
          credentials: { accessKeyId: "test", secretAccessKey: "test" },
          maxAttempts: 1,
        },
        end(): void {
          engine.close();
          journal.close();
        },
      };
    },
  };
}
