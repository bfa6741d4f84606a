// The findings that somebody has looked at and takes as they are: a rule each, with the reason.

import { refuse } from "../core/options.ts";
import { RULES } from "../doctor/doctor.ts";
import type { Examination } from "./examination.ts";

export type Acknowledgements = ReadonlyMap<string, string>;

/** What stands for all that was changed by hand. */
const DRIFT = "drift";

/** Adds `rule=reason` to those before. */
export function toAcknowledgements(value: string, before: Acknowledgements = new Map()): Acknowledgements {
  const [, rule = "", reason = ""] = /^([^=]*)=(.*)$/s.exec(value) ?? [];
  const advice = 'Say which rule and why: --acknowledge queue-tls="inside our own network".';
  if (reason.trim() === "") throw refuse("--acknowledge", "RULE=REASON", value, advice);
  const names = [...RULES.map(({ name }) => name), DRIFT];
  if (!names.includes(rule)) throw refuse("The rule of --acknowledge", `one of ${names.join(", ")}`, rule, advice);
  return new Map([...before, [rule, reason.trim()]]);
}

/** What is left, and how many were taken as they are, by rule. */
export function acknowledge(examination: Examination, acknowledgements: Acknowledgements) {
  const { findings, drift } = examination;
  const isTaken = (rule: string): boolean => acknowledgements.has(rule);
  const taken = [...acknowledgements].map(([rule, reason]) => {
    const count = rule === DRIFT ? drift.length : findings.filter((finding) => finding.rule === rule).length;
    return { rule, reason, count };
  });
  const left = {
    ...examination,
    findings: findings.filter(({ rule }) => !isTaken(rule)),
    drift: isTaken(DRIFT) ? [] : drift,
  };
  return { left, taken };
}
