import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findNonJson } from "../../lib/core/json.ts";
import { notJson } from "../../lib/core/refusals.ts";

class Member {
  name = "Ann";
}

describe("what JSON would not carry unchanged is named by its path", () => {
  const cyclic: Record<string, unknown> = { name: "a" };
  cyclic["self"] = { again: cyclic };
  test.each<[string, unknown, string, string]>([
    ["undefined", [undefined], "args[0]", "undefined"],
    ["an undefined field", [{ a: undefined }], "args[0].a", "undefined"],
    ["a hole in an array", [new Array(1)], "args[0][0]", "undefined"],
    ["a Date", [{ when: new Date(0) }], "args[0].when", "a Date"],
    ["a Map", ["x", new Map()], "args[1]", "a Map"],
    ["a Set", [[new Set()]], "args[0][0]", "a Set"],
    ["a BigInt", [{ a: { b: 1n } }], "args[0].a.b", "a BigInt"],
    ["a function", [() => 1], "args[0]", "a function"],
    ["a symbol", [Symbol("x")], "args[0]", "a symbol"],
    ["NaN", [Number.NaN], "args[0]", "NaN"],
    ["Infinity", [Number.NEGATIVE_INFINITY], "args[0]", "-Infinity"],
    ["a cycle", [cyclic], "args[0].self.again", "a cycle"],
    ["a Buffer", [Buffer.from("x")], "args[0]", "a Buffer"],
    ["a URL", [new URL("http://example.org")], "args[0]", "a URL"],
    ["an Error", [new TypeError("x")], "args[0]", "a TypeError"],
    ["a Promise", [Promise.resolve(1)], "args[0]", "a Promise"],
    ["an instance of a class", [new Member()], "args[0]", "a Member"],
    ["a strange key", [{ "a b": undefined }], 'args[0]["a b"]', "undefined"],
  ])("%s", (_, args, path, what) => {
    const problem = findNonJson(args);
    expect(problem && notJson(problem, 'Job "welcome"')).toMatchObject({
      code: "invalid_args",
      message: expect.stringContaining(`Job "welcome": ${path} is ${what}, but the arguments travel as JSON; `),
    });
  });

  test("nesting that would end the process on the way", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 10_000; level += 1) deep = [deep];
    expect(findNonJson(deep)).toMatchObject({ kind: "depth" });
  });
});

describe("what JSON carries is let through", () => {
  test("an object without a prototype, one of another realm, and the same object twice", () => {
    const shared = { a: 1 };
    const foreign: unknown = runInNewContext("({ list: [1, { b: null }] })");
    expect(findNonJson([Object.assign(Object.create(null), { a: 1 }), foreign, shared, shared])).toBeUndefined();
  });

  test("any JSON value", () => {
    fc.assert(fc.property(fc.array(fc.jsonValue()), (args) => findNonJson(args) === undefined));
  });
});

test("whatever is let through is the same after JSON", () => {
  const plain = [fc.boolean(), fc.string(), fc.constant(null), fc.constant(undefined), fc.double().map((n) => n + 0)];
  const anything = fc.anything({
    values: plain,
    withDate: true,
    withMap: true,
    withBigInt: true,
    withNullPrototype: true,
  });
  fc.assert(
    fc.property(anything, (value) => {
      fc.pre(findNonJson(value) === undefined);
      expect(JSON.parse(JSON.stringify(value))).toEqual(value);
    }),
    { numRuns: 500 },
  );
});
