// The keys that messages are signed with: from a secret, into a variable.

import { SecretValue, Token } from "aws-cdk-lib";
import { SIGNING_KEYS } from "../core/environment.ts";
import { ErrandError, show } from "../core/errors.ts";

/**
 * @param environment the workers' own variables.
 * @throws `ErrandError` `invalid_option`.
 */
export function expectSigningKeys(signingKeys: unknown, environment: object = {}): void {
  if (signingKeys === undefined) return;
  if (!SecretValue.isSecretValue(signingKeys)) {
    const got = describe(signingKeys);
    throw new ErrandError(
      "invalid_option",
      `JobQueues: "signingKeys" must be a SecretValue, got ${got}. Give secret.secretValue, of a Secret of aws-cdk-lib/aws-secretsmanager.`,
    );
  }
  if (!isReference(signingKeys.unsafeUnwrap())) {
    throw new ErrandError(
      "invalid_option",
      'JobQueues: "signingKeys" must refer to a secret, got the keys themselves, as SecretValue.unsafePlainText gives them: they would stand in ' +
        "the template. Give secret.secretValue, of a Secret of aws-cdk-lib/aws-secretsmanager.",
    );
  }
  if (!(SIGNING_KEYS in environment)) return;
  throw new ErrandError(
    "invalid_option",
    `JobQueues: "signingKeys" sets ${SIGNING_KEYS}, got it in worker.environment as well. Leave one of them out.`,
  );
}

function describe(given: unknown): string {
  // A text may be the keys themselves.
  if (typeof given === "string") return "a text, which is not shown here";
  // What CDK makes has classes whose names a package may leave out.
  return typeof given === "object" && given !== null && "secretValue" in given ? "the Secret itself" : show(given);
}

/** Whether CloudFormation, and not the template, has the value. */
function isReference(text: string): boolean {
  return Token.isUnresolved(text) || text.includes("{{resolve:");
}

/** CloudFormation puts the value in the place of the reference when it deploys. */
export function toSecretVariables(signingKeys: SecretValue | undefined): Readonly<Record<string, string>> {
  return signingKeys === undefined ? {} : { [SIGNING_KEYS]: signingKeys.unsafeUnwrap() };
}
