// The import statements at the head of esbuild's output, changed without moving a character that a source map knows.

import { type BundledFile, INDEX } from "./bundled-file.ts";

/** What is imported of chunks, by the name that it is given. */
export type Wanted = ReadonlyMap<string, { readonly chunk: string; readonly name: string }>;

/** One statement, as esbuild writes them: `import{a as b,c}from"./chunk-X.mjs";`, or over several lines. */
const STATEMENT = /\s*import\s*(?:\{([^}]*)\}\s*from\s*)?"\.\/([^"]+)";/y;

/**
 * Files that import from one file what they did from several. They do in the place of their banner; where the statements were,
 * there are blanks.
 *
 * @param banner a line that each begins with.
 * @returns nothing where it is done in a way that is not known here.
 */
export function importFrom(
  one: string,
  several: readonly string[],
  banner: string,
  files: readonly BundledFile[],
): { readonly files: readonly BundledFile[]; readonly wanted: Wanted } | undefined {
  const wanted = new Map<string, { readonly chunk: string; readonly name: string }>();
  const changed: BundledFile[] = [];
  for (const { name, contents } of files) {
    const [before, after] = split(Buffer.from(contents).toString(), `${banner}\n`);
    const { names, text } = blank(after, several, wanted);
    if (before === undefined || several.some((chunk) => text.includes(`"./${chunk}"`))) return undefined;
    const statement = names.length > 0 || name === INDEX ? `import{${names.join(",")}}from"./${one}";` : "";
    changed.push({ name, contents: Buffer.from(`${before}${statement}\n${text}`) });
  }
  return { files: changed, wanted };
}

function split(text: string, line: string): readonly [string | undefined, string] {
  const at = text.indexOf(line);
  return at < 0 ? [undefined, text] : [text.slice(0, at), text.slice(at + line.length)];
}

/** Blanks for the statements that import chunks, and what they import, as `c0_a as b`. */
function blank(
  text: string,
  chunks: readonly string[],
  wanted: Map<string, { readonly chunk: string; readonly name: string }>,
): { readonly names: readonly string[]; readonly text: string } {
  const names: string[] = [];
  let head = "";
  STATEMENT.lastIndex = 0;
  for (let found = STATEMENT.exec(text); found !== null; found = STATEMENT.exec(text)) {
    const [statement, list = "", chunk = ""] = found;
    const number = chunks.indexOf(chunk);
    head += number < 0 ? statement : statement.replaceAll(/[^\n]/g, " ");
    if (number < 0) continue;
    for (const item of list.split(",").filter((one) => one.trim() !== "")) {
      const [name = "", own = name] = item.trim().split(/\s+as\s+/);
      const as = `c${number}_${name}`;
      wanted.set(as, { chunk, name });
      names.push(`${as} as ${own}`);
    }
  }
  return { names, text: head + text.slice(head.length) };
}
