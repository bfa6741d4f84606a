// The list of pains: each has its test, and each test its pain.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const LIST = join(import.meta.dirname, "../../../docs/decisions/0015-pains-of-other-workers.md");

const FOLDERS = [".", "..", "../elsewhere"];

function sourceOf(file: string): string {
  const paths = FOLDERS.map((folder) => join(import.meta.dirname, folder, `${file}.test.ts`));
  return readFileSync(paths.find((path) => existsSync(path)) ?? file, "utf8");
}

/** What the tests of a file of this folder are called. */
function namesIn(file: string): readonly string[] {
  const names = /^(?:test\(|test\.each\([\s\S]*?\)\(|\] as const\)\()\s*"([^"]+)"/gm;
  return [...sourceOf(file).matchAll(names)].map(([, name = ""]) => name);
}

const listed = [...readFileSync(LIST, "utf8").matchAll(/\| `([a-z]+)`: (.+) \|$/gm)].map(
  ([, file = "", name = ""]) => ({ file, name }),
);
const files = readdirSync(import.meta.dirname).map((file) => file.replace(".test.ts", ""));

test("every row names a test that there is", () => {
  expect(listed.length).toBeGreaterThan(50);
  for (const { file, name } of listed) expect(sourceOf(file)).toContain(`"${name}"`);
});

describe.each(files.filter((file) => file !== "list"))("%s", (file) => {
  test("every test is in a row", () => {
    const named = listed.filter((one) => one.file === file).map(({ name }) => name);
    expect([...new Set(named)].toSorted()).toEqual(namesIn(file).toSorted());
  });
});
