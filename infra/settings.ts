// What may differ from one deployment of the Gazette to another, as `cdk deploy -c name=value` says it.

import { RemovalPolicy } from "aws-cdk-lib";
import { Architecture } from "aws-cdk-lib/aws-lambda";
import type { Node } from "constructs";

export interface Settings {
  /** The SMTP server, with its password; without one no mail leaves. */
  readonly smtpUrl: string | undefined;
  readonly architecture: Architecture;
  /** What becomes of thumbnails and dead jobs when the stack is destroyed. */
  readonly removalPolicy: RemovalPolicy;
}

/** An emulator runs functions on the machine that it is on itself, which may have the other architecture. */
const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  arm64: Architecture.ARM_64,
  x86_64: Architecture.X86_64,
};

const REMOVAL_POLICIES: Readonly<Record<string, RemovalPolicy>> = {
  retain: RemovalPolicy.RETAIN,
  destroy: RemovalPolicy.DESTROY,
};

/** @throws where a value is none of those that there are. */
export function readSettings(node: Node): Settings {
  return {
    smtpUrl: node.tryGetContext("smtpUrl"),
    architecture: choose(node, "architecture", ARCHITECTURES, Architecture.ARM_64),
    removalPolicy: choose(node, "removalPolicy", REMOVAL_POLICIES, RemovalPolicy.RETAIN),
  };
}

function choose<Value>(node: Node, name: string, values: Readonly<Record<string, Value>>, otherwise: Value): Value {
  const given: unknown = node.tryGetContext(name);
  if (given === undefined) return otherwise;
  const value = values[String(given)];
  if (value !== undefined) return value;
  throw new Error(`-c ${name}=… must be ${Object.keys(values).join(" or ")}, got ${JSON.stringify(given)}.`);
}
