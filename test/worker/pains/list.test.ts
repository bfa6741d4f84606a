// The list of pains: each has its test, and each test its pain.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const LIST = join(import.meta.dirname, "../../../docs/decisions/0015-pains-of-other-workers.md");

/** What the tests of a file are called. */
function namesIn(file: string): readonly string[] {
  const folder = files.includes(file) ? import.meta.dirname : join(import.meta.dirname, "..");
  const source = readFileSync(join(folder, `${file}.test.ts`), "utf8");
  return [...source.matchAll(/^(?:test\(|test\.each\([\s\S]*?\)\(|\] as const\)\()\s*"([^"]+)"/gm)].map(
    ([, name = ""]) => name,
  );
}

const listed = [...readFileSync(LIST, "utf8").matchAll(/\| `([a-z]+)`: (.+) \|$/gm)].map(
  ([, file = "", name = ""]) => ({ file, name }),
);
const files = readdirSync(import.meta.dirname).map((file) => file.replace(".test.ts", ""));

test("every row names a test that there is", () => {
  expect(listed.length).toBeGreaterThan(50);
  for (const { file, name } of listed) expect(namesIn(file)).toContain(name);
});

describe.each(files.filter((file) => file !== "list"))("%s", (file) => {
  test("every test is in a row", () => {
    const named = listed.filter((one) => one.file === file).map(({ name }) => name);
    expect([...new Set(named)].toSorted()).toEqual(namesIn(file).toSorted());
  });
});
