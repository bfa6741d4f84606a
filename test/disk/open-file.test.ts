import { readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createOpenFile } from "../../lib/disk/open-file.ts";
import { createSpoolFolder } from "./spool-folder.ts";

test("lines that reach a file which another has taken meanwhile are to be written again", async (context) => {
  const { directory } = createSpoolFolder(context);
  const file = await createOpenFile({ directory, base: "20260101T120000000-me-000001", writer: "me" }, () => 0);
  onTestFinished(() => file.close());
  const [held = ""] = readdirSync(directory);
  renameSync(join(directory, held), join(directory, "taken")); // it stood still for so long that it was taken for dead
  expect(await file.append(Buffer.from("a line\n"))).toBe(false);
  expect(readdirSync(directory)).toEqual(["taken"]);
});

test("between two writes a file is in nobody's hand, and one that is taken then gets no more lines", async (context) => {
  const { directory } = createSpoolFolder(context);
  const file = await createOpenFile({ directory, base: "20260101T120000000-me-000001", writer: "me" }, () => 0);
  onTestFinished(() => file.close());
  expect(await file.append(Buffer.from("one\n"))).toBe(true);
  const [open = ""] = readdirSync(directory);
  expect(open).toMatch(/\.spool$/);
  renameSync(join(directory, open), join(directory, "taken"));
  expect(await file.append(Buffer.from("two\n"))).toBe(false);
  expect(readFileSync(join(directory, "taken"), "utf8")).toBe("one\n");
});
