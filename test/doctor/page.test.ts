import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RULES } from "../../lib/doctor/doctor.ts";

test("docs/doctor.md has the rules as they are", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/doctor.md"), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| [`"));
  expect(rows).toEqual(
    RULES.map(({ name, severity, sentence, source }) => `| [\`${name}\`](${source}) | ${severity} | ${sentence} |`),
  );
});
