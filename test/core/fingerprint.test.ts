import { describe, expect, test } from "vitest";
import { fingerprintOf } from "../../lib/core/fingerprint.ts";

const of = (message: string, stack?: string, name = "Error") =>
  fingerprintOf({ name, message, ...(stack === undefined ? {} : { stack }) });

describe("the same failure", () => {
  test.each([
    ["numbers", "waited 30.5 s for 3 of 1,000", "waited 2 s for 117 of 2,000"],
    ["UUIDs", "no order 0199a1b2-0000-7000-8000-0123456789ab", "no order 6f9619ff-8b86-4d11-b42d-00cf4fc964ff"],
    ["hexadecimal digits", "commit deadbee5 is gone at 0x1f", "commit 0123abcd9 is gone at 0xabc"],
    ["quoted texts", `no file "a.jpg" in 'x'`, `no file "b c.jpg" in 'yy'`],
    ["addresses", "no member ann@example.org", "no member bob.b+1@mail.example.com"],
  ])("differs in %s", async (_, one, other) => {
    expect(await of(one)).toBe(await of(other));
  });

  test.each([
    ["the line", "at send (/app/send.js:3:9)", "at send (/app/send.js:40:1)"],
    ["the folder", "at send (/srv/1/send.js:3:9)", "at send (file:///var/task/send.js:3:9)"],
    ["a bundler's hash", "at send (/app/chunk-K3J2H1AB.js:1:2)", "at send (/app/chunk-9ZZAB2C1.js:1:2)"],
    ["a minifier's name", "at a (/app/index.mjs:1:2)", "at bZ (/app/index.mjs:1:9)"],
    [
      "what lies above",
      "at send (/app/send.js:3:9)",
      "at go (/app/node_modules/x/y.js:1:1)\n    at send (/app/send.js:3:9)",
    ],
    [
      "Node's own",
      "at send (/app/send.js:3:9)",
      "at process (node:internal/a:1:1)\n    at async send (/app/send.js:3:9)",
    ],
    ["the platform", "at send (/app/send.js:3:9)", "at send (C:\\app\\send.js:3:9)"],
  ])("differs in %s", async (_, one, other) => {
    expect(await of("no", `Error: no\n    ${one}`)).toBe(await of("no", `Error: no\n    ${other}`));
  });
});

describe("another failure", () => {
  test("by its name, its words, or its place", async () => {
    const all = [
      await fingerprintOf(undefined),
      await of("no room"),
      await of("no luck"),
      await of("no room", undefined, "RangeError"),
      await of("no room", "Error: no room\n    at send (/app/send.js:3:9)"),
      await of("no room", "Error: no room\n    at resend (/app/send.js:3:9)"),
      await of("no room", "Error: no room\n    at send (/app/index.js:3:9)"),
      await of("no room", "Error: no room\n    at /app/main.js:3:9"),
    ];
    expect(new Set(all).size).toBe(all.length);
    for (const fingerprint of all) expect(fingerprint).toMatch(/^[0-9a-f]{12}$/);
  });

  test("words alone are no hexadecimal digits", async () => {
    expect(await of("accede to it")).not.toBe(await of("defaced to it"));
  });

  test("a message as long as SQS carries takes no longer than a short one", async () => {
    const long = "a".repeat(1_000_000);
    expect(await of(long, `Error: ${long}\n    at ${long} (${long}`)).toMatch(/^[0-9a-f]{12}$/);
  });
});

test("a function without a name is called by an option that stands behind it: that doesn't count", async () => {
  const at = (frame: string) =>
    fingerprintOf({ name: "Error", message: "no", stack: `Error: no\n    at ${frame} (file:///app/jobs.ts:3:9)` });
  expect(await at("job.retry.attempts")).toBe(await at("job.timeout"));
  expect(await at("charge")).not.toBe(await at("job.timeout"));
});
