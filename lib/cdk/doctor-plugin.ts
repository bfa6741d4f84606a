// The doctor at synthesis: its rules run on the stack's template, its errors stop, its warnings are printed.

import { readFileSync } from "node:fs";
import {
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  type PolicyViolation,
  type Stack,
  Validations,
} from "aws-cdk-lib";
import { examine, type Finding, RULES } from "../doctor/doctor.ts";
import { readTemplates } from "../doctor/template.ts";

/** Stacks that have a doctor already: with several `JobQueues` in one, it comes once. */
const attended = new WeakSet<Stack>();

/** What it finds is acknowledged as `Errand::rule-name`. */
export function addDoctor(stack: Stack): void {
  if (attended.has(stack)) return;
  attended.add(stack);
  Validations.of(stack).addPlugins(PLUGIN);
}

const PLUGIN: IPolicyValidationPlugin = {
  name: "Errand",
  ruleIds: RULES.map(({ name }) => name),
  validate({ templatePaths }: IPolicyValidationContext): PolicyValidationPluginReport {
    const templates = templatePaths.map((path) => ({ name: path, template: JSON.parse(readFileSync(path, "utf8")) }));
    const findings = examine(readTemplates(templates));
    return { success: findings.every(({ severity }) => severity !== "error"), violations: findings.map(toViolation) };
  },
};

function toViolation({ rule, severity, resource, template, property, message, source }: Finding): PolicyViolation {
  return {
    ruleName: rule,
    description: message,
    fix: source,
    severity,
    violatingResources: [
      {
        resourceLogicalId: resource,
        locations: [property],
        ...(template === undefined ? {} : { templatePath: template }),
      },
    ],
  };
}
