// What "errand doctor" examines: templates in files, or stacks that are deployed.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readStack } from "../aws/deployed-stack.ts";
import type { StackPlace } from "../aws/stack-clients.ts";
import type { Environment } from "../core/environment.ts";
import { ErrandError } from "../core/errors.ts";
import type { Deployment } from "../doctor/deployment.ts";
import { examine, type Finding } from "../doctor/doctor.ts";
import { type Drift, driftOf, keysOf } from "../doctor/drift.ts";
import { readTemplates } from "../doctor/template.ts";

export interface Examination {
  readonly findings: readonly Finding[];
  readonly drift: readonly Drift[];
  /** What could not be looked at: a sentence each. */
  readonly notices: readonly string[];
  /** How many resources were looked at. */
  readonly resources: number;
}

/** @throws `ErrandError` `doctor_failed` where there is nothing to examine, or a file is no template. */
export function examineFiles(given: readonly string[]): Examination {
  const files = given.length > 0 ? given : synthesized();
  const deployment = readTemplates(files.map((name) => ({ name, template: readJson(name) })));
  const resources = expectResources(deployment, files);
  return { findings: examine(deployment), drift: [], notices: [], resources };
}

/** @throws `ErrandError` `doctor_failed` where a stack can't be read, or has nothing of Errand's. */
export async function examineStacks(
  names: readonly string[],
  place: StackPlace,
  environment: Environment,
): Promise<Examination> {
  const stacks = await Promise.all(names.map((name) => readStack(name, place, environment)));
  const template = readTemplates(stacks);
  expectResources(template, names);
  const keys = keysOf(template);
  const queueNames = new Set(stacks.flatMap((stack) => stack.queueNames));
  const realities = await Promise.all(
    stacks.map(async ({ name, template: { Resources }, refs, ask }) => {
      const ids = Object.keys(Resources).filter((id) => keys.has(`${name}#${id}`));
      return { name, refs, ...(await ask(new Set(ids), queueNames)) };
    }),
  );
  const reality = readTemplates(realities);
  return {
    findings: examine(reality),
    drift: driftOf(template, reality),
    notices: [
      ...realities.flatMap(({ notices }) => notices),
      "Alarms, log groups and what becomes of a queue with its stack are judged as the template has them.",
    ],
    resources: keysOf(reality).size,
  };
}

const SYNTHESIZED = "cdk.out";

/** What "cdk synth" has written here, that of stages in folders of their own. */
function synthesized(): readonly string[] {
  let names: readonly string[] = [];
  try {
    names = readdirSync(SYNTHESIZED, { recursive: true, encoding: "utf8" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  // An asset's folder may hold another application's.
  const templates = names.filter((name) => name.endsWith(".template.json") && !/(^|\/)asset\./.test(name));
  if (templates.length > 0) return templates.toSorted().map((name) => join(SYNTHESIZED, name));
  throw new ErrandError(
    "doctor_failed",
    `There are no templates to examine: none was given, and ${join(process.cwd(), SYNTHESIZED)} has no *.template.json. ` +
      'Run "cdk synth" first, or give the files: errand doctor path/to/MyStack.template.json. For what is deployed: errand doctor --stack MyStack.',
  );
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ErrandError(
      "doctor_failed",
      `${file} must be a CloudFormation template in JSON, and can't be read as one: ${why}. ` +
        'Give a file that "cdk synth" has written, as cdk.out/MyStack.template.json.',
      { cause },
    );
  }
}

/** That nothing is found must not mean that nothing was looked at. */
function expectResources(deployment: Deployment, where: readonly string[]): number {
  const { size } = keysOf(deployment);
  if (size > 0) return size;
  throw new ErrandError(
    "doctor_failed",
    `There is nothing of Errand's in ${where.join(", ")}: no function has an ERRAND_HIGH_QUEUE_URL or ERRAND_LOW_QUEUE_URL that ` +
      "names a queue there. Give the template or stack with the queues, and that with the worker, together.",
  );
}
