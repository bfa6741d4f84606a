import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { killRounds } from "../support/kill-rounds.ts";

test("an engine that is killed again and again loses nothing that it has answered", { timeout: 120_000 }, async ({
  onTestFinished,
}) => {
  const folder = mkdtempSync(join(tmpdir(), "errand-data-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const report = await killRounds(folder, 3, 300);
  expect(report).toMatchObject({ kills: 3, lost: 0, risen: 0 });
  expect(report.answered).toBeGreaterThanOrEqual(900);
});
