// The image of a service's tasks: the bundle, on Node, as a user who may do nothing else. It is built when it is deployed.

import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Stage } from "aws-cdk-lib";
import { DockerImageAsset, Platform } from "aws-cdk-lib/aws-ecr-assets";
import { ContainerImage, type CpuArchitecture } from "aws-cdk-lib/aws-ecs";
import type { Construct } from "constructs";
import { toAssetHash } from "../asset-hash.ts";
import { type BundledFile, INDEX } from "../bundled-file.ts";
import type { Bundling } from "../bundling.ts";
import { install, installedVersions } from "../node-modules.ts";
import { writeBundle } from "../worker-code.ts";
import { processorOf } from "./task-size.ts";

/** Where a program may write. */
export const WRITABLE = "/tmp";

/**
 * Nothing in it is run while it is built, so an image for another processor is built without emulating that. A volume takes the
 * rights of what is declared as one: ECS guide, "Use bind mounts with Amazon ECS".
 */
const DOCKERFILE = `FROM public.ecr.aws/docker/library/node:24-slim
WORKDIR /app
COPY app .
USER node
VOLUME ["${WRITABLE}"]
ENTRYPOINT ["node", "--enable-source-maps", "${INDEX}"]
`;

/** The same files are the same folder, and the same folder is the same image: what is there already is not made again. */
export function toImage(
  scope: Construct,
  files: readonly BundledFile[],
  entry: string,
  bundling: Bundling,
  architecture: CpuArchitecture,
): ContainerImage {
  const [cpu, platform] =
    processorOf(architecture) === "ARM64"
      ? (["arm64", Platform.LINUX_ARM64] as const)
      : (["x64", Platform.LINUX_AMD64] as const);
  const dependencies = installedVersions(bundling.nodeModules, entry, "WorkerService");
  const hash = toAssetHash(files, bundling.assets, [dependencies, cpu, DOCKERFILE]);
  const directory = join(Stage.of(scope)?.assetOutdir ?? ".", `errand-worker-${hash}`);
  if (!existsSync(directory)) {
    const unfinished = `${directory}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    const app = join(unfinished, "app");
    mkdirSync(app, { recursive: true });
    writeFileSync(join(unfinished, "Dockerfile"), DOCKERFILE);
    writeBundle(files, bundling, app);
    if (bundling.nodeModules.length > 0) install(dependencies, cpu, app);
    renameSync(unfinished, directory);
  }
  return ContainerImage.fromDockerImageAsset(new DockerImageAsset(scope, "Image", { directory, platform }));
}
