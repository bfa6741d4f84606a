// A CloudFormation template as it was read from somewhere: checked to be one, and nothing more.

import { ErrandError, show } from "../core/errors.ts";

export type UnknownRecord = Readonly<Record<string, unknown>>;

interface TemplateResource {
  readonly type: string;
  readonly properties: UnknownRecord;
  /** The whole resource, with what stands beside its properties. */
  readonly whole: UnknownRecord;
}

export interface TemplateFile {
  readonly name: string;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly outputs: UnknownRecord;
  /** What `Ref` of a parameter, a pseudo parameter or a resource gives, where that is known: in a deployed stack. */
  readonly refs: Readonly<Record<string, string>>;
}

/** A template, what to call it in findings, and what is known of what it refers to. */
export interface GivenTemplate {
  readonly name: string;
  /** As parsed JSON. */
  readonly template: unknown;
  readonly refs?: Readonly<Record<string, string>>;
}

export function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a template has beside its resources: CloudFormation guide, "Template sections". */
const OTHER_SECTIONS = [
  "AWSTemplateFormatVersion",
  "Conditions",
  "Description",
  "Mappings",
  "Metadata",
  "Outputs",
  "Parameters",
  "Rules",
  "Transform",
];

/** @throws `ErrandError` `doctor_failed` for what is no template. */
export function toTemplateFile({ name, template, refs = {} }: GivenTemplate): TemplateFile {
  if (!isRecord(template) || !isRecord(resourcesOf(template))) {
    throw new ErrandError(
      "doctor_failed",
      `${name} must be a CloudFormation template: a JSON object with "Resources", got ${show(template)}. ` +
        'Give a file that "cdk synth" has written, as cdk.out/MyStack.template.json.',
    );
  }
  const resources: Record<string, TemplateResource> = {};
  for (const [id, whole] of Object.entries(resourcesOf(template))) {
    if (!isRecord(whole)) continue;
    const properties = isRecord(whole["Properties"]) ? whole["Properties"] : {};
    resources[id] = { type: String(whole["Type"]), properties, whole };
  }
  return { name, resources, outputs: isRecord(template["Outputs"]) ? template["Outputs"] : {}, refs };
}

/** The CDK writes a stack that has none yet without the section, among an application's other templates. */
function resourcesOf(template: UnknownRecord): UnknownRecord {
  const isEmpty = Object.keys(template).every((section) => OTHER_SECTIONS.includes(section));
  return isEmpty ? {} : (template["Resources"] as UnknownRecord);
}
