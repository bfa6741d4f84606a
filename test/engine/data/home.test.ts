import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openJournal } from "../../../lib/engine/data/sqlite-journal.ts";
import { createEngine } from "../../../lib/engine/engine.ts";
import { createManualClock } from "../../../lib/testing/manual-clock.ts";

test("what was kept for one region is refused in another, whose queues its ARNs don't name", async ({
  onTestFinished,
}) => {
  const folder = mkdtempSync(join(tmpdir(), "errand-data-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const start = (region: string) => {
    const journal = openJournal(folder);
    try {
      createEngine({ clock: createManualClock(), journal, region }).close();
    } finally {
      journal.close();
    }
  };
  start("eu-west-1");
  expect(() => start("us-east-1")).toThrow(
    "made for region eu-west-1 and account 000000000000, got us-east-1 and 000000000000",
  );
  start("eu-west-1");
});
