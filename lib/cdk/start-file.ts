// What a worker loads at its start, as one file instead of many: each costs a cold start a third of a millisecond, and its source map as much again.

import { mkdirSync, writeFileSync } from "node:fs";
import { join, parse, relative } from "node:path";
import type { BuildOptions, Metafile } from "esbuild";
import { type BundledFile, INDEX } from "./bundled-file.ts";
import { importFrom, type Wanted } from "./chunk-imports.ts";
import { loadEsbuild } from "./esbuild.ts";
import { OUT } from "./package-root.ts";
import { inScratch } from "./scratch.ts";

/** The file from which the entry, and what is loaded later, import what they share. */
const START = "start.mjs";

/** A bundle that esbuild has split. */
export interface SplitBundle {
  readonly files: readonly BundledFile[];
  readonly metafile: Metafile;
  /** By which it has. */
  readonly options: BuildOptions & { readonly absWorkingDir: string };
  /** The first line of each file, of which no source map knows. */
  readonly banner: string;
}

/** The chunks that the entry imports, joined into one file, of which all else imports. No module is in the bundle twice. */
export function joinStart(split: SplitBundle): readonly BundledFile[] {
  const { files, metafile, banner } = split;
  const names = chunksAtStart(metafile);
  const chunks = files.filter(({ name }) => names.includes(toCode(name)));
  if (names.length < 2) return files;
  const rest = files.filter(({ name }) => !names.includes(toCode(name)));
  const code = rest.filter(({ name }) => name.endsWith(".mjs"));
  const changed = importFrom(START, names, banner, code);
  if (changed === undefined) return files;
  const joined = inScratch(split.options.absWorkingDir, ({ root }) =>
    build(split, { chunks, entry: toEntry(names, changed.wanted), later: code, root }),
  );
  if (joined === undefined) return files;
  const maps = rest.filter((file) => !code.includes(file));
  return [...changed.files, ...maps, ...joined];
}

/** The file that a source map is of. */
function toCode(name: string): string {
  return name.replace(/\.map$/, "");
}

/** Exports what is wanted, and runs the chunks in their order. */
function toEntry(chunks: readonly string[], wanted: Wanted): string {
  const exported = [...wanted].map(([as, { chunk, name }]) => `export { ${name} as ${as} } from "./${chunk}";`);
  return [...chunks.map((name) => `import "./${name}";`), ...exported].join("\n");
}

/** The chunks that the entry imports, and those that they import, in the order in which they are named. */
function chunksAtStart({ outputs }: Metafile): readonly string[] {
  const toName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
  const byName = new Map(Object.entries(outputs).map(([path, output]) => [toName(path), output]));
  const found = new Set<string>();
  const follow = (name: string): void => {
    for (const { path, kind, external = false } of byName.get(name)?.imports ?? []) {
      const chunk = toName(path);
      if (external || kind !== "import-statement" || found.has(chunk)) continue;
      found.add(chunk);
      follow(chunk);
    }
  };
  follow(INDEX);
  return [...found];
}

interface Joining {
  readonly chunks: readonly BundledFile[];
  /** The text of a module that imports them all. */
  readonly entry: string;
  readonly later: readonly BundledFile[];
  /** A folder to work in, as deep as that of the sources. */
  readonly root: string;
}

/** @returns nothing where a chunk may wait. */
function build({ options, banner }: SplitBundle, { chunks, entry, later, root }: Joining) {
  const folder = join(root, OUT);
  mkdirSync(folder);
  for (const { name, contents } of chunks) {
    writeFileSync(join(folder, name), Buffer.from(contents).toString().replace(`${banner}\n`, "\n"));
  }
  if (mayWait(chunks.map(({ name }) => join(folder, name)).filter((path) => !path.endsWith(".map")))) return undefined;
  writeFileSync(join(folder, `of-${START}`), entry);
  const { outputFiles = [] } = loadEsbuild().buildSync({
    ...options,
    absWorkingDir: root,
    entryPoints: { [parse(START).name]: join(folder, `of-${START}`) },
    outdir: folder,
    splitting: false,
    write: false,
    external: [...(options.external ?? []), ...later.map(({ name }) => `./${name}`)],
    packages: "external",
    // Whatever lies above the scratch says nothing about these files.
    preserveSymlinks: true,
    ignoreAnnotations: true,
    tsconfigRaw: {},
  });
  return outputFiles.map(({ path, contents }) => ({ name: relative(folder, path), contents }));
}

/**
 * Whether one has an `await` at its top level. Joined with others, it could wait for a file that imports, from the file that
 * now both are in, what is there only after the wait. CommonJS can't say such a thing.
 */
function mayWait(chunks: readonly string[]): boolean {
  try {
    loadEsbuild().buildSync({
      entryPoints: [...chunks],
      outdir: "unwritten",
      write: false,
      format: "cjs",
      logLevel: "silent",
      tsconfigRaw: {},
    });
    return false;
  } catch {
    return true;
  }
}
