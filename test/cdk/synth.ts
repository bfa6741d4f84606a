// A stack with one `JobQueues`, synthesized, and what its template says.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, type AppProps, Stack, type StackProps } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { JobQueues, type JobQueuesProps } from "errand/cdk";
import { onTestFinished, vi } from "vitest";
import * as jobs from "./fixtures/jobs.ts";

// Each bundles and loads a worker, and the first loads CDK: seconds, where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const FIXTURES = join(import.meta.dirname, "fixtures");

export function anApp(props: AppProps = {}): App {
  const outdir = mkdtempSync(join(tmpdir(), "errand-cdk-"));
  onTestFinished(() => rmSync(outdir, { recursive: true, force: true }));
  return new App({ outdir, analyticsReporting: false, ...props });
}

export function aStack(app: App = anApp(), props: StackProps = {}): Stack {
  return new Stack(app, "Gazette", props);
}

/** With the worker of the fixtures, bundled from the sources of Errand. */
export function makeQueues(stack: Stack, props: Partial<JobQueuesProps> = {}, id = "Jobs"): JobQueues {
  const bundling = { conditions: ["@errand/source"], ...props.bundling };
  const all = { entry: join(FIXTURES, "worker.ts"), ...props, bundling };
  return new JobQueues(stack, id, all);
}

/** With no functions, and of the jobs of the fixtures. */
export function makeQueuesOnly(
  stack: Stack,
  props: Partial<JobQueuesProps<"none">> = {},
  id = "Jobs",
): JobQueues<"none"> {
  return new JobQueues(stack, id, { jobs, ...props, workers: "none" });
}

export function aTemplate(props: Partial<JobQueuesProps> = {}): Template {
  const stack = aStack();
  makeQueues(stack, props);
  return Template.fromStack(stack);
}
