// A bundle as an asset of CDK: its files, what lies beside them, and what npm installs for Lambda's system.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, parse, relative, resolve } from "node:path";
import { DockerImage } from "aws-cdk-lib";
import { Architecture, Code } from "aws-cdk-lib/aws-lambda";
import { ErrandError } from "../core/errors.ts";
import type { BundledFile } from "./bundle.ts";
import type { Bundling } from "./bundling.ts";

/** Writes a bundle, and what is to lie beside it, as Lambda will find them. */
export function writeBundle(files: readonly BundledFile[], { assets }: Bundling, folder: string): void {
  for (const { name, contents } of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), contents);
  }
  for (const [name, from] of Object.entries(assets)) cpSync(from, join(folder, name), { recursive: true });
}

/**
 * The code of the functions. Its hash is made of what goes in, so that the same sources are the same asset, and packages are
 * installed only for one that isn't there yet.
 */
export function toCode(
  files: readonly BundledFile[],
  entry: string,
  bundling: Bundling,
  architecture: Architecture,
): Code {
  const { nodeModules, assets } = bundling;
  const dependencies = Object.fromEntries(nodeModules.map((name) => [name, installedVersion(name, entry)]));
  const cpu = architecture === Architecture.ARM_64 ? "arm64" : "x64";
  return Code.fromAsset(dirname(entry), {
    assetHash: toHash(files, assets, [dependencies, cpu]),
    bundling: {
      image: DockerImage.fromRegistry("none"), // asked for by CDK, never run: the bundle is made here
      local: {
        tryBundle(output) {
          writeBundle(files, bundling, output);
          if (nodeModules.length > 0) install(dependencies, cpu, output);
          return true;
        },
      },
    },
  });
}

function install(dependencies: Readonly<Record<string, string>>, cpu: string, folder: string): void {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  const platform = ["--os=linux", `--cpu=${cpu}`, "--libc=glibc"];
  const args = [
    "install",
    "--omit=dev",
    "--no-audit",
    "--no-fund",
    "--no-package-lock",
    "--loglevel=error",
    ...platform,
  ];
  try {
    execFileSync("npm", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (cause) {
    const { stderr = "" } = cause as { readonly stderr?: string };
    const names = Object.entries(dependencies).map(([name, version]) => `${name}@${version}`);
    throw new ErrandError(
      "invalid_entry",
      `npm can't install ${names.join(", ")} of bundling.nodeModules for Lambda's system (linux, ${cpu}):\n${stderr.trim()}`,
      { cause },
    );
  }
}

/** The version that the application itself has, so that what was tested is what runs. */
function installedVersion(name: string, entry: string): string {
  for (let folder = dirname(resolve(entry)); ; folder = dirname(folder)) {
    const file = join(folder, "node_modules", name, "package.json");
    if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")).version;
    if (folder === parse(folder).root) break;
  }
  throw new ErrandError(
    "invalid_option",
    `JobQueues: bundling: "nodeModules" names ${name}, which is not installed for ${entry}. Run npm install ${name}, or leave it out.`,
  );
}

function toHash(files: readonly BundledFile[], assets: Bundling["assets"], rest: unknown): string {
  const hash = createHash("sha256").update(JSON.stringify(rest));
  const add = (name: string, contents: Uint8Array): void =>
    void hash.update(`${name}\0${contents.length}\0`).update(contents);
  for (const { name, contents } of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) add(name, contents);
  for (const [name, from] of Object.entries(assets)) {
    for (const file of filesOf(from)) add(join(name, relative(from, file)), readFileSync(file));
  }
  return hash.digest("hex");
}

/** Every file below a folder, or the file itself. */
function filesOf(path: string): readonly string[] {
  if (statSync(path).isFile()) return [path];
  const found = readdirSync(path, { recursive: true, encoding: "utf8" }).toSorted();
  return found.map((name) => join(path, name)).filter((file) => statSync(file).isFile());
}
