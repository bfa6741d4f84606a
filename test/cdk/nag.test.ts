import { type IVpc, Vpc } from "aws-cdk-lib/aws-ec2";
import { Key } from "aws-cdk-lib/aws-kms";
import { Code, Function as LambdaFunction, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { AwsSolutionsChecks } from "cdk-nag";
import { expect, test } from "vitest";
import { aStack, makeQueues } from "./synth.ts";

/** What cdk-nag finds below the construct, and no reason was given for, as rule and place. */
function findings(scope: ReturnType<typeof makeQueues>): readonly string[] {
  const { violations } = new AwsSolutionsChecks().validateScope(scope);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
  );
}

test("cdk-nag finds nothing that has no reason: by default, and with all that may be chosen", () => {
  const stack = aStack();
  const vpc = new Vpc(stack, "Vpc") as unknown as IVpc; // CDK's own types disagree where optional properties are exact
  const full = {
    bucket: true,
    encryptionKey: new Key(stack, "Key", { enableKeyRotation: true }),
    workers: "per-priority",
    worker: { vpc, tracing: Tracing.ACTIVE },
    queues: { high: { fifo: true } },
  } as const;
  expect(findings(makeQueues(stack, {}, "Plain"))).toEqual([]);
  expect(findings(makeQueues(stack, full, "Full"))).toEqual([]);
});

test("nor does it in a function that may enqueue, but for what is its own", () => {
  const stack = aStack();
  const code = Code.fromInline("export const handler = () => {};");
  const web = new LambdaFunction(stack, "Web", { runtime: Runtime.NODEJS_24_X, handler: "index.handler", code });
  makeQueues(stack, { bucket: true }).grantEnqueue(web);
  expect(findings(web as never)).toEqual([
    "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole] at Gazette/Web/ServiceRole/Resource",
  ]);
});
