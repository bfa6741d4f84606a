// The list of pains: each has its test, and each test its pain.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const LIST = join(import.meta.dirname, "../../../docs/decisions/0015-pains-of-other-workers.md");

/** Of each file, what its tests are called. */
function namesIn(file: string): readonly string[] {
  const source = readFileSync(join(import.meta.dirname, `${file}.test.ts`), "utf8");
  return [...source.matchAll(/^(?:test\(|test\.each\([\s\S]*?\)\(|\] as const\)\()\s*"([^"]+)"/gm)].map(
    ([, name = ""]) => name,
  );
}

const listed = [...readFileSync(LIST, "utf8").matchAll(/\| `([a-z]+)`: (.+) \|$/gm)].map(
  ([, file = "", name = ""]) => ({ file, name }),
);
const files = readdirSync(import.meta.dirname).map((file) => file.replace(".test.ts", ""));

test("it has at least fifty rows", () => {
  expect(listed.length).toBeGreaterThanOrEqual(50);
});

describe.each(files.filter((file) => file !== "list"))("%s", (file) => {
  test("the tests are those that the list names", () => {
    const named = listed.filter((one) => one.file === file).map(({ name }) => name);
    expect([...new Set(named)].toSorted()).toEqual(namesIn(file).toSorted());
  });
});
