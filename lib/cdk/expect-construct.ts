// Options that are constructs of CDK: recognised by an attribute, for there may be two copies of CDK.

import { refuse } from "../core/options.ts";

/**
 * @param attribute which only such a construct has.
 * @throws `ErrandError` `invalid_option`.
 */
export function expectConstruct(got: unknown, attribute: string, where: string, expected: string): void {
  if (typeof got === "object" && got !== null && "node" in got && attribute in got) return;
  throw refuse(
    where,
    expected,
    got,
    "Give the construct itself, and where it is of another stack what its class's from… makes.",
  );
}
