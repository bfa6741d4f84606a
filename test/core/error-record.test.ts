import { retryIn } from "errand";
import { expect, test } from "vitest";
import { toErrorRecord } from "../../lib/core/error-record.ts";

const messageOf = (thrown: unknown) => toErrorRecord(thrown).message;

test("an error's causes are told with it: Node's fetch has the host there", () => {
  const refused = new Error("connect ECONNREFUSED 127.0.0.1:4999");
  expect(messageOf(new TypeError("fetch failed", { cause: refused }))).toBe(
    "fetch failed; caused by Error: connect ECONNREFUSED 127.0.0.1:4999",
  );
  expect(messageOf(new AggregateError([refused, new Error("other")], "all failed"))).toMatch(
    /^all failed; caused by Error: connect/,
  );
  expect(messageOf(new Error("a", { cause: "text" }))).toBe("a; caused by text");
});

test("causes in a circle end", () => {
  const first = new Error("a");
  first.cause = first;
  expect(messageOf(first).length).toBeLessThan(200);
});

test("what is no error is told by its kind", () => {
  expect(messageOf({ code: 5 })).toBe("threw an object with code");
  expect(messageOf("text")).toBe("threw text");
  expect(messageOf(null)).toBe("threw null");
});

test("retryIn tells what it was asked for", () => {
  const ask = () => retryIn("5m", new Error("429 Too Many Requests"));
  expect(ask).toThrow("asked to retry in 5m");
  try {
    ask();
  } catch (thrown) {
    expect(messageOf(thrown)).toBe("asked to retry in 5m; caused by Error: 429 Too Many Requests");
  }
});
