// The region that a program works in, as AWS's SDKs and its command line read it.

import type { Environment } from "../core/environment.ts";

export function regionOf(environment: Environment): string {
  return environment["AWS_REGION"] || environment["AWS_DEFAULT_REGION"] || "us-east-1";
}
