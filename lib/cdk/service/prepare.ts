// From the entry of a service to its image, checked: the module exports the jobs that it is to run.

import { Stack } from "aws-cdk-lib";
import { ContainerImage } from "aws-cdk-lib/aws-ecs";
import type { Construct } from "constructs";
import { ErrandError } from "../../core/errors.ts";
import { bundleJobs, toSpecifier } from "../bundle-jobs.ts";
import { JOBS } from "../bundled-file.ts";
import { missingJobs } from "../missing-jobs.ts";
import { probe } from "../probe.ts";
import { refuseEntry } from "../verdict.ts";
import { writeBundle } from "../worker-code.ts";
import { knownVariables } from "../worker-environment.ts";
import { toImage } from "./image.ts";
import { toProgram } from "./program.ts";
import type { CheckedService } from "./props.ts";

/** @throws `ErrandError` `invalid_entry` or `invalid_option`. */
export function prepareImage(scope: Construct, service: CheckedService): ContainerImage {
  const { entry = "", image, queues, only = [] } = service;
  if (image !== undefined) {
    if (queues.jobs.length > 0) expectKnownNames(only, queues.jobs, "the queues");
    return image;
  }
  // As for `cdk ls`, or where another stack is deployed: nobody reads this one's template.
  if (!Stack.of(scope).bundlingRequired) return ContainerImage.fromRegistry("none");
  const { bundling, architecture } = service;
  const files = bundleJobs(entry, bundling, "WorkerService", toProgram(toSpecifier(entry)));
  expectJobs(files, entry, service);
  return toImage(scope, files, entry, bundling, architecture);
}

function expectJobs(files: ReturnType<typeof bundleJobs>, entry: string, service: CheckedService): void {
  const { bundling, environment, secrets, queues, only } = service;
  const variables = {
    ...knownVariables(environment),
    ...Object.fromEntries(Object.keys(secrets).map((name) => [name, "known-when-deployed"])),
  };
  const write = (folder: string): void => writeBundle(files, bundling, folder);
  const jobs = probe({ write, file: JOBS, exported: "jobs", entry, environment: variables });
  if (only !== undefined) {
    const names = jobs.map(({ name }) => name);
    expectKnownNames(only, names, entry);
    return;
  }
  const { missing, names } = missingJobs(jobs, queues.jobs);
  if (missing === "") return;
  const why = `it must export all jobs of its queues, but has nothing of ${missing}; it exports ${names}.`;
  throw refuseEntry(entry, `${why} Export them too, or name in "only" those that this service runs.`);
}

function expectKnownNames(only: readonly string[], names: readonly string[], whose: string): void {
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length === 0) return;
  throw new ErrandError(
    "invalid_option",
    `WorkerService: "only" must name jobs of ${whose}, got ${unknown.join(", ")}; it knows ${names.join(", ")}. Correct the name, or leave it out.`,
  );
}
