// Which sizes a task on Fargate may have, and which processor.

import type { CpuArchitecture } from "aws-cdk-lib/aws-ecs";
import { ErrandError, show } from "../../core/errors.ts";

export interface TaskSize {
  readonly cpu: number;
  readonly memory: number;
}

/** MB for each share of a processor: from, to, in steps of. Source: ECS guide, "Task CPU and memory" on Fargate. */
const MEMORY: Readonly<Record<number, { readonly min: number; readonly max: number; readonly step: number }>> = {
  256: { min: 512, max: 2048, step: 512 },
  512: { min: 1024, max: 4096, step: 1024 },
  1024: { min: 2048, max: 8192, step: 1024 },
  2048: { min: 4096, max: 16_384, step: 1024 },
  4096: { min: 8192, max: 30_720, step: 1024 },
  8192: { min: 16_384, max: 61_440, step: 4096 },
  16384: { min: 32_768, max: 122_880, step: 8192 },
};

/**
 * @returns the least memory that there is for the processor, where none is given.
 * @throws `ErrandError` `invalid_option`.
 */
export function checkSize(cpu: number = 512, memory?: number): TaskSize {
  const range = MEMORY[cpu];
  if (range === undefined) {
    const known = Object.keys(MEMORY).join(", ");
    throw new ErrandError(
      "invalid_option",
      `WorkerService: "cpu" must be what Fargate has, ${known} (1024 is a processor), got ${show(cpu)}. Leave it out for 512.`,
    );
  }
  const { min, max, step } = range;
  const got = memory ?? min;
  if (Number.isInteger(got) && got >= min && got <= max && (got % step === 0 || got === min)) {
    return { cpu, memory: got };
  }
  throw new ErrandError(
    "invalid_option",
    `WorkerService: "memory" must be, for a "cpu" of ${cpu}, ${min} to ${max} MB in steps of ${step}, got ${show(got)}. Leave it out for ${min}.`,
  );
}

/** As ECS names it. CDK's class, which may be another copy's, keeps it to itself. */
export function processorOf(architecture: CpuArchitecture): unknown {
  return (architecture as { readonly _cpuArchitecture?: unknown })._cpuArchitecture;
}
