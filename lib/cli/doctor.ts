// The command "errand doctor": what is wrong with a deployment, before it is made or after.

import { Command } from "commander";
import { ErrandError } from "../core/errors.ts";
import type { Acknowledgements } from "./acknowledgements.ts";

interface DoctorFlags {
  readonly stack?: readonly string[];
  readonly endpoint?: string;
  readonly region?: string;
  readonly acknowledge?: readonly string[];
  readonly json?: boolean;
}

const EPILOGUE = `
Without templates it takes those of cdk.out here, as "cdk synth" has written them. With --stack it looks at what is really
there, and tells what is no longer as the template says.

Exits with 1 where there are errors, with 0 where there are none or warnings only.`;

export function doctorCommand(): Command {
  return new Command("doctor")
    .summary("find what is wrong with a deployment")
    .description("Examine queues, workers, schedules and alarms in CloudFormation templates, or in deployed stacks.")
    .argument("[templates...]", "files of CloudFormation templates in JSON, those of one application together")
    .option("--stack <name>", "a deployed stack to examine instead; more than once for several", toList)
    .option("--endpoint <url>", "an AWS endpoint such as LocalStack's, for --stack")
    .option("--region <name>", "the region of the stack")
    .option("--acknowledge <rule=reason>", "take what a rule finds as it is; more than once for several", toList)
    .option("--json", "print all of it as one JSON object")
    .addHelpText("after", EPILOGUE)
    .action(doctor);
}

async function doctor(templates: readonly string[], flags: DoctorFlags): Promise<void> {
  // Here, so that no other command waits for what only this needs.
  const [{ examineFiles, examineStacks }, { acknowledge, toAcknowledgements }, { countOf, toDoctorLines }] =
    await Promise.all([import("./examination.ts"), import("./acknowledgements.ts"), import("./doctor-lines.ts")]);
  const { stack = [], endpoint, region, json = false } = flags;
  if (stack.length > 0 && templates.length > 0) {
    throw new ErrandError("doctor_failed", `Give templates or --stack, got both: ${templates.join(" ")} and ${stack}.`);
  }
  const acknowledgements = (flags.acknowledge ?? []).reduce<Acknowledgements>(
    (before, value) => toAcknowledgements(value, before),
    new Map(),
  );
  const examination =
    stack.length > 0 ? await examineStacks(stack, { endpoint, region }, process.env) : examineFiles(templates);
  const { left, taken } = acknowledge(examination, acknowledgements);
  const text = json
    ? JSON.stringify({ ...left, acknowledged: taken }, undefined, 2)
    : toDoctorLines(left, taken).join("\n");
  process.stdout.write(`${text}\n`);
  if (countOf(left, "error") > 0) process.exitCode = 1;
}

function toList(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
