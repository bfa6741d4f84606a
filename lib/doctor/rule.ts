// What a rule is, and what it finds.

import { isKnown, type Known, type Resource } from "./deployment.ts";
import type { Patient } from "./patient.ts";

export type Severity = "error" | "warning";

/** What a rule says of one property of one resource. */
export interface Complaint {
  readonly resource: Resource;
  /** Where in the resource: `Properties.VisibilityTimeout`. */
  readonly property: string;
  /** What must be there. */
  readonly expected: string;
  readonly got: string;
  /** What comes of it, or why; a sentence. */
  readonly because?: string;
}

export interface Rule {
  /** In kebab-case: it is acknowledged by this. */
  readonly name: string;
  /** An error stops a synth. */
  readonly severity: Severity;
  /** What is right. */
  readonly sentence: string;
  readonly remedy: string;
  /** The page of AWS's documentation that it rests on. */
  readonly source: string;
  check(patient: Patient): readonly Complaint[];
}

/** Looks at each of a list; a rule says nothing where the check gives `undefined`. */
export function each<Item>(
  items: (patient: Patient) => readonly Item[],
  check: (item: Item, patient: Patient) => Complaint | undefined,
): Rule["check"] {
  return (patient) =>
    items(patient)
      .map((item) => check(item, patient))
      .filter((one) => one !== undefined);
}

/** Whether a value is known, and is so. What isn't known is no fault. */
export function known<Value>(value: Known<Value>, is: (value: Value) => boolean): boolean {
  return isKnown(value) && is(value);
}
