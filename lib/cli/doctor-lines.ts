// How "errand doctor" tells what it has found: by resource, the errors first.

import { type Finding, RULES } from "../doctor/doctor.ts";
import type { Drift } from "../doctor/drift.ts";
import type { Examination } from "./examination.ts";

/** What was acknowledged. */
interface Taken {
  readonly rule: string;
  readonly reason: string;
  readonly count: number;
}

export function toDoctorLines(examination: Examination, taken: readonly Taken[]): readonly string[] {
  const { findings, drift, notices, resources } = examination;
  const byPlace = Map.groupBy(findings, ({ resource, template }) => `${resource} (${template})`);
  return [
    ...[...byPlace].flatMap(([place, ofPlace]) => [place, ...bySeverity(ofPlace).flatMap(toLines), ""]),
    ...(drift.length === 0 ? [] : ["No longer as the template says:", ...drift.map(toDriftLine), ""]),
    ...taken.map(({ rule, reason, count }) => `Acknowledged: ${rule} (${count} found), because: ${reason}`),
    ...notices.map((notice) => `Note: ${notice}`),
    `${toCounts(examination)} in ${count(resources, "resource")} of Errand's.`,
  ];
}

export function countOf({ findings, drift }: Examination, severity: "error" | "warning"): number {
  return [...findings, ...drift].filter((one) => one.severity === severity).length;
}

function toCounts(examination: Examination): string {
  return `${count(countOf(examination, "error"), "error")}, ${count(countOf(examination, "warning"), "warning")}`;
}

function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((one, other) => one.severity.localeCompare(other.severity));
}

function toLines({ rule, severity, message, source }: Finding): readonly string[] {
  const sentence = RULES.find(({ name }) => name === rule)?.sentence ?? "";
  return [`  ${severity} ${rule}: ${sentence}`, `    ${message}`, `    ${source}`];
}

function toDriftLine({ resource, template, property, inTemplate, inReality, severity }: Drift): string {
  const what = property === "" ? resource : `${resource} ${property}`;
  return `  ${severity} ${what} (${template}): ${inTemplate} in the template, ${inReality} in reality`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
