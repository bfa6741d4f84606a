// The example's stack, synthesized: what is its own, beside what JobQueues makes.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Annotations, Match, Template } from "aws-cdk-lib/assertions";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { readSettings } from "../../infra/settings.ts";
import { GazetteStack } from "../../infra/stack.ts";

// The first loads CDK: seconds, where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

/** Without the functions' code, which takes the network for sharp: its template is as ever but for the jobs' schedules. */
function aStack(context: Readonly<Record<string, string>> = {}): GazetteStack {
  const outdir = mkdtempSync(join(tmpdir(), "gazette-stack-"));
  onTestFinished(() => rmSync(outdir, { recursive: true, force: true }));
  const app = new App({ outdir, analyticsReporting: false, context: { ...context, "aws:cdk:bundling-stacks": [] } });
  return new GazetteStack(app, "Gazette", readSettings(app.node));
}

describe("the stack", () => {
  test("keeps what cannot be made again, and lets nobody into the bucket but its two functions", () => {
    const template = Template.fromStack(aStack({ smtpUrl: "smtp://mail.example.org" }));

    template.hasResource("AWS::S3::Bucket", { DeletionPolicy: "Retain" });
    template.hasResourceProperties("AWS::S3::Bucket", {
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
    });
    template.hasResourceProperties("AWS::Lambda::Url", { AuthType: "NONE" });
    template.allResourcesProperties("AWS::Lambda::Function", { Runtime: "nodejs24.x", Architectures: ["arm64"] });
    const statements = Object.values(template.findResources("AWS::IAM::Policy")).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    const actions = statements.flatMap(({ Action }) => Action).filter((action) => action.startsWith("s3:"));
    expect(actions.toSorted()).toEqual(["s3:GetObject", "s3:ListBucket", "s3:PutObject"]);
  });

  test("as an emulator needs it: of this machine's architecture, and nothing is kept", () => {
    const context = { architecture: "x86_64", removalPolicy: "destroy", smtpUrl: "smtp://mail.example.org" };
    const template = Template.fromStack(aStack(context));

    template.allResourcesProperties("AWS::Lambda::Function", { Architectures: ["x86_64"] });
    template.allResources("AWS::SQS::Queue", { DeletionPolicy: "Delete" });
    template.allResources("AWS::S3::Bucket", { DeletionPolicy: "Delete" });
  });

  test("without an SMTP server the synthesis warns", () => {
    const stack = aStack();
    Annotations.fromStack(stack).hasWarning("/Gazette", Match.stringLikeRegexp("cdk deploy -c smtpUrl=smtp://"));
  });

  test.each([
    ["architecture", "arm", '-c architecture=… must be arm64 or x86_64, got "arm".'],
    ["removalPolicy", "keep", '-c removalPolicy=… must be retain or destroy, got "keep".'],
  ])("-c %s=%s is refused", (name, value, message) => {
    expect(() => aStack({ [name]: value })).toThrow(message);
  });

  test("names all that whoever enqueues from elsewhere needs", () => {
    const outputs = Object.keys(Template.fromStack(aStack()).findOutputs("*"));
    expect(outputs).toEqual(
      expect.arrayContaining([
        "WebUrl",
        "Bucket",
        "Worker",
        "ErrandHighQueueUrl",
        "ErrandHighDeadQueueUrl",
        "ErrandLowQueueUrl",
        "ErrandLowDeadQueueUrl",
        "ErrandScheduleGroup",
        "ErrandScheduleRoleArn",
      ]),
    );
  });
});

test("cdk-nag finds nothing in all of it that has no reason", () => {
  const { violations } = new AwsSolutionsChecks().validateScope(aStack());
  expect(violations.map(({ ruleName }) => ruleName)).toEqual([]);
});
