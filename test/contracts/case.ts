// What one case of the contract is: a sentence about SQS or the Scheduler, and how to see whether it is so.

import type { Target } from "./target.ts";

export interface Case {
  /** Reads as what AWS does; no other case has it. */
  readonly name: string;
  /** Minutes and days pass in it: it runs only where the clock can be moved. */
  readonly movesClock?: true;
  run(target: Target): Promise<void>;
}

export interface Subject {
  readonly title: string;
  readonly cases: readonly Case[];
}
