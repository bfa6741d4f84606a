// How a case says that a request must be refused, under which name and with which words.

import { expect } from "vitest";

type ErrorClass = abstract new (...args: never[]) => Error;

/**
 * Expects AWS's error.
 *
 * @param expected the SDK's own class, where SQS's model has one, or the name.
 */
export async function expectRefusal(
  request: Promise<unknown>,
  expected: ErrorClass | string,
  message?: string | RegExp,
) {
  const error = await request.then(
    (answer) => expect.fail(`Expected ${name(expected)}, got the answer ${JSON.stringify(answer).slice(0, 300)}`),
    (refusal: unknown) => refusal,
  );
  if (typeof expected === "string") expect(error).toMatchObject({ name: expected });
  else expect(error).toBeInstanceOf(expected);
  if (message !== undefined) expect((error as Error).message).toMatch(message);
}

function name(expected: ErrorClass | string): string {
  return typeof expected === "string" ? expected : expected.name;
}
