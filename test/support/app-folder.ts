// A folder with an application's files, which a test may change; gone when the test is.

import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TestContext } from "vitest";

/** Below the package, so that "errand" is found from there. */
const PLACE = join(import.meta.dirname, "../../.tmp");

/** All at once: what a test changes together comes together. */
export function createApp({ onTestFinished }: TestContext, files: Readonly<Record<string, string>>) {
  mkdirSync(PLACE, { recursive: true });
  const folder = mkdtempSync(join(PLACE, "app-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string): string => join(folder, name);
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return {
    path,
    write,
    remove: (name: string): void => rmSync(path(name), { recursive: true }),
    /** As editors save: a new file is put in the old one's place. */
    replace(name: string, text: string): void {
      write(`${name}.new`, text);
      renameSync(path(`${name}.new`), path(name));
    },
  };
}

/** A module with the job "say", which prints `text`. */
export function saying(text: string): string {
  return `import { job } from "errand";\nexport const say = job("say", () => console.log("${text}"));\n`;
}
