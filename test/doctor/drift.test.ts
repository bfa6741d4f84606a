import { expect, test } from "vitest";
import { driftOf } from "../../lib/doctor/drift.ts";
import { readTemplates } from "../../lib/doctor/template.ts";
import { errandTemplate, type Template } from "../support/errand-template.ts";

const read = (change?: (resources: Template["Resources"]) => void) =>
  readTemplates([{ name: "Jobs", template: errandTemplate(change) }]);

/** What is told when reality is the template with this change. */
const driftBy = (change: (resources: Template["Resources"]) => void) =>
  driftOf(read(), read(change)).map(({ resource, property, inTemplate, inReality, severity }) =>
    [severity, resource, property, inTemplate, inReality].join(" | "),
  );

test("what is as the template says has not drifted", () => {
  expect(driftBy(() => {})).toEqual([]);
});

test("a property that somebody changed is told with both values", () => {
  expect(
    driftBy(({ LowQueue, LowMapping, Worker }) => {
      LowQueue.Properties.VisibilityTimeout = 30;
      LowQueue.Properties.RedrivePolicy.deadLetterTargetArn = { "Fn::GetAtt": ["HighDead", "Arn"] };
      LowMapping.Properties.Enabled = false;
      delete Worker.Properties.ReservedConcurrentExecutions;
    }),
  ).toEqual([
    "warning | LowQueue | Properties.VisibilityTimeout | 360 | 30",
    "warning | LowQueue | Properties.RedrivePolicy.deadLetterTargetArn | LowDead | HighDead",
    "warning | Worker | Properties.ReservedConcurrentExecutions | 20 | none",
    "warning | LowMapping | Properties.Enabled | true | false",
  ]);
});

test("of variables that aren't Errand's the values are not shown: they may be secrets", () => {
  expect(
    driftBy(({ Worker }) => {
      Object.assign(Worker.Properties.Environment.Variables, {
        ERRAND_MODE: "fake",
        DATABASE_URL: "postgres://secret",
      });
    }),
  ).toEqual([
    "warning | Worker | Properties.Environment.Variables.ERRAND_MODE | none | fake",
    "warning | Worker | Properties.Environment.Variables.DATABASE_URL | none | (not shown)",
  ]);
});

test("nor are signing keys, which are Errand's; a reference to a secret is not what it stands for, and no difference", () => {
  const keys = (ERRAND_SIGNING_KEYS: unknown) => (resources: Template["Resources"]) =>
    void Object.assign(resources["Worker"].Properties.Environment.Variables, { ERRAND_SIGNING_KEYS });
  const drifted = (before: unknown) => driftOf(read(keys(before)), read(keys("2026:c2VjcmV0")));

  expect(drifted("2025:b2xk").map(({ inTemplate, inReality }) => [inTemplate, inReality])).toEqual([
    ["(not shown)", "(not shown)"],
  ]);
  expect(drifted("{{resolve:secretsmanager:errand/keys:SecretString:::}}")).toEqual([]);
  const parts = ["{{resolve:secretsmanager:arn:", { Ref: "AWS::Partition" }, ":secretsmanager:keys:SecretString:::}}"];
  expect(drifted({ "Fn::Join": ["", parts] })).toEqual([]);
});

test("what is gone is an error, what was added is told", () => {
  expect(
    driftBy((resources) => {
      delete resources["Nightly"];
      resources["Added"] = structuredClone(resources["LowMapping"]);
    }),
  ).toEqual(["error | Nightly |  | there | gone", "warning | Added |  | not there | there"]);
});

test("what isn't known on one side is not compared", () => {
  expect(
    driftBy(({ LowQueue, Worker }) => {
      LowQueue.Properties.VisibilityTimeout = { "Fn::Unasked": [] };
      Worker.Properties.RecursiveLoop = { "Fn::Unasked": [] };
    }),
  ).toEqual([]);
});
