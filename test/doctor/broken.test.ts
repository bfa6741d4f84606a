import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { examine, RULES } from "../../lib/doctor/doctor.ts";
import { readTemplates } from "../../lib/doctor/template.ts";

const name = "broken.template.json";
const template: unknown = JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", name), "utf8"));

test("in a template in which everything is wrong, each rule finds something", () => {
  const found = new Set(examine(readTemplates([{ name, template }])).map(({ rule }) => rule));
  expect([...found].toSorted()).toEqual(RULES.map((rule) => rule.name).toSorted());
});

test("a finding says what is wrong, where, what is expected, what was found, what to do, and who says so", () => {
  const findings = examine(readTemplates([{ name, template }]));
  expect(findings.find(({ rule }) => rule === "visibility-timeout")).toEqual({
    rule: "visibility-timeout",
    severity: "error",
    resource: "HighQueue",
    template: "broken.template.json",
    property: "Properties.VisibilityTimeout",
    message:
      "HighQueue: Properties.VisibilityTimeout must be at least 5406 seconds (6 × the 901 of Worker), got 60. " +
      "Lambda tries a batch again for so long; a job would run twice meanwhile. " +
      "Raise the queue's visibility timeout, or lower the function's timeout or the window.",
    remedy: "Raise the queue's visibility timeout, or lower the function's timeout or the window.",
    source: "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
  });
  for (const { message } of findings) expect(message).toMatch(/^\w+: .+ must be .+, got .+\. .+\.$/);
});
