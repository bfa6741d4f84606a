// Packages that lie beside the code, for they can't be bundled: npm installs them for the worker's system, in the application's own versions.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, parse, resolve } from "node:path";
import { ErrandError } from "../core/errors.ts";

/** Versions by names. */
export type Dependencies = Readonly<Record<string, string>>;

/** Lambda's processors, as npm calls them. */
export type Cpu = "arm64" | "x64";

/**
 * The versions that the application itself has, so that what was tested is what runs.
 *
 * @throws `ErrandError` `invalid_option` where one isn't installed.
 */
export function installedVersions(names: readonly string[], entry: string, construct = "JobQueues"): Dependencies {
  return Object.fromEntries(names.toSorted().map((name) => [name, installedVersion(name, entry, construct)]));
}

function installedVersion(name: string, entry: string, construct: string): string {
  for (let folder = dirname(resolve(entry)); ; folder = dirname(folder)) {
    const file = join(folder, "node_modules", name, "package.json");
    if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")).version;
    if (folder === parse(folder).root) break;
  }
  throw new ErrandError(
    "invalid_option",
    `${construct}: bundling: "nodeModules" names ${name}, which is not installed for ${entry}. Run npm install ${name}, or leave it out.`,
  );
}

/** What npm is told to do in a folder that has nothing but a package.json with the dependencies. */
export function installArguments(cpu: Cpu): readonly string[] {
  // What npm has in its cache, it need not ask for again: the versions are exact.
  const quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
  return ["install", "--omit=dev", "--no-package-lock", ...quiet, "--os=linux", `--cpu=${cpu}`, "--libc=glibc"];
}

/** @throws `ErrandError` `invalid_entry` with npm's own words. */
export function install(dependencies: Dependencies, cpu: Cpu, folder: string): void {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  try {
    execFileSync("npm", installArguments(cpu), {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32", // where npm is a script that only a shell can start
    });
  } catch (cause) {
    const { stderr = "" } = cause as { readonly stderr?: string };
    const names = Object.entries(dependencies).map(([name, version]) => `${name}@${version}`);
    throw new ErrandError(
      "invalid_entry",
      `npm can't install ${names.join(", ")} of bundling.nodeModules for the worker's system (linux, ${cpu}):\n${stderr.trim()}`,
      { cause },
    );
  }
}
