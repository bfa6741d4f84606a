// A bundle as an asset of CDK: its files, what lies beside them, and the packages that npm installs for Lambda's system.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, parse, resolve } from "node:path";
import { DockerImage } from "aws-cdk-lib";
import { Architecture, Code } from "aws-cdk-lib/aws-lambda";
import { ErrandError } from "../core/errors.ts";
import type { BundledFile } from "./bundle.ts";
import type { Bundling } from "./bundling.ts";

/** A bundle in a folder of its own, as Lambda will find it but for the packages of `nodeModules`. */
export function stage(files: readonly BundledFile[], { assets }: Bundling): string {
  const folder = mkdtempSync(join(tmpdir(), "errand-worker-"));
  for (const { name, contents } of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), contents);
  }
  for (const [name, from] of Object.entries(assets)) {
    if (!existsSync(from)) {
      throw new ErrandError(
        "invalid_option",
        `JobQueues: bundling: "assets" names ${name} from ${resolve(from)}, which isn't there. Correct the path, or leave it out.`,
      );
    }
    cpSync(from, join(folder, name), { recursive: true });
  }
  return folder;
}

/**
 * The code of the functions. Its hash is made of what goes in, so that the same sources are the same asset, and packages are
 * installed only for one that isn't there yet.
 *
 * @param folder what `stage` has made.
 */
export function toCode(folder: string, entry: string, { nodeModules }: Bundling, architecture: Architecture): Code {
  const dependencies = Object.fromEntries(nodeModules.map((name) => [name, installedVersion(name, entry)]));
  const cpu = architecture === Architecture.ARM_64 ? "arm64" : "x64";
  return Code.fromAsset(folder, {
    assetHash: createHash("sha256")
      .update(hashOf(folder))
      .update(JSON.stringify([dependencies, cpu]))
      .digest("hex"),
    bundling: {
      image: DockerImage.fromRegistry("none"), // asked for by CDK, never run: the bundle is made here
      local: {
        tryBundle(output) {
          cpSync(folder, output, { recursive: true });
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

function hashOf(folder: string): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted()) {
    const path = join(folder, name);
    if (statSync(path).isFile()) hash.update(`${name}\0`).update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

/** Once the functions have taken their code, the folder is of no more use. */
export function unstage(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
