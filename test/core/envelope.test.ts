import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { seal } from "../../lib/core/envelope.ts";
import { open } from "../../lib/core/open.ts";
import { explain } from "../../lib/core/unreadable.ts";
import { aDelivery } from "../support/deliveries.ts";

interface Vectors {
  readonly accepted: readonly { readonly name: string; readonly body: string; readonly opened: object }[];
  readonly refused: readonly { readonly name: string; readonly body: string; readonly reason: string }[];
}

const vectors: Vectors = JSON.parse(
  readFileSync(new URL("../../docs/wire-format.vectors.json", import.meta.url), "utf8"),
);

/** What is said of a message that can't be read. */
function refusalOf(body: string | object) {
  const opened = open(aDelivery(body));
  return opened.ok ? undefined : explain(opened.fault);
}

describe("the test vectors of docs/wire-format.md", () => {
  test.each(vectors.accepted)("accepted: $name", ({ body, opened }) => {
    const found = open(aDelivery(body));
    expect(found.ok && found.envelope).toEqual(opened);
  });

  test.each(vectors.refused)("refused: $name", ({ body, reason }) => {
    expect(refusalOf(body)).toMatchObject({ reason });
  });
});

test("what is missing in the two-field form comes from the delivery", () => {
  const delivery = aDelivery({ function: "send-welcome", args: ["ann@example.org"] }, { priority: "high" });
  expect(open(delivery)).toEqual({
    ok: true,
    isFiring: false,
    envelope: {
      errand: 1,
      id: delivery.messageId,
      function: "send-welcome",
      args: ["ann@example.org"],
      attempt: 1,
      enqueuedAt: "2026-11-21T10:00:00.000Z",
      priority: "high",
    },
  });
});

test("a refusal says what the least is that a message holds", () => {
  expect(refusalOf("[1]")).toEqual({
    reason: "malformed",
    message: 'The body must be a JSON object. The least that a message holds is {"function": "name", "args": []}.',
  });
});

test("an unknown version tells which, and that the worker is to be updated", () => {
  expect(refusalOf({ errand: 2, function: "f", args: [] })).toMatchObject({
    reason: "unsupported_version",
    message: expect.stringContaining('version 2 in "errand"'),
  });
});

test("a sealed text has only characters that SQS accepts, and reads as it was", () => {
  const text = "a\u0000b\uFFFEc\uFFFFd\uD800e😀";
  const sealed = seal({ args: [text] });
  // The characters that the SQS API reference lists for a message's body.
  expect(sealed).toMatch(/^[\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u);
  expect(JSON.parse(sealed)).toEqual({ args: [text] });
});
