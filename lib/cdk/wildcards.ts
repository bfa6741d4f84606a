// Why a permission ends with a wildcard, written where cdk-nag looks for it.

import { Stack, Validations } from "aws-cdk-lib";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";

/** @param arn of all things of one kind in one place that the construct has made. */
export function explainWildcard(grantee: IGrantable, arn: string, reason: string): void {
  const { grantPrincipal } = grantee;
  if (!Construct.isConstruct(grantPrincipal)) return;
  const stack = Stack.of(grantPrincipal);
  Validations.of(grantPrincipal).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${flatten(stack.resolve(arn))}]`,
    reason,
  });
}

/** As cdk-nag writes what is known only when deployed: `<LogicalId.Attribute>`. */
function flatten(value: unknown): string {
  if (typeof value === "string") return value;
  const {
    "Fn::Join": join,
    "Fn::GetAtt": attribute,
    Ref,
  } = value as {
    readonly "Fn::Join"?: readonly [string, readonly unknown[]];
    readonly "Fn::GetAtt"?: readonly string[];
    readonly Ref?: string;
  };
  if (join !== undefined) return join[1].map(flatten).join(join[0]);
  return `<${Ref ?? attribute?.join(".")}>`;
}
