// A bundle as an asset of CDK, with what lies beside it.

import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DockerImage } from "aws-cdk-lib";
import { Architecture, Code } from "aws-cdk-lib/aws-lambda";
import { assetFiles } from "./asset-files.ts";
import { toAssetHash } from "./asset-hash.ts";
import type { BundledFile } from "./bundled-file.ts";
import type { Bundling } from "./bundling.ts";
import { install, installedVersions } from "./node-modules.ts";

/** Writes a bundle, and what is to lie beside it, as Lambda will find them. */
export function writeBundle(files: readonly BundledFile[], { assets }: Bundling, folder: string): void {
  const toPath = (name: string): string => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  };
  for (const { name, contents } of files) writeFileSync(toPath(name), contents);
  for (const { name, from } of assetFiles(assets)) copyFileSync(from, toPath(name));
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
  const dependencies = installedVersions(nodeModules, entry);
  const cpu = architecture === Architecture.ARM_64 ? "arm64" : "x64";
  return Code.fromAsset(dirname(entry), {
    assetHash: toAssetHash(files, assets, [dependencies, cpu]),
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
