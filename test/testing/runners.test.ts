// The same example under two test runners. Jest is not among this repository's packages, so it is not tried.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createHarness } from "errand/testing";
import { expect, test } from "vitest";
import * as jobs from "./fixtures/jobs.ts";

test("under vitest: a sign-up greets, and reminds after three days", async () => {
  await using harness = createHarness(jobs);
  await jobs.signUp("bob");
  expect(harness.sentOf(jobs.remind)).toMatchObject([{ args: ["bob"], delaySeconds: 259_200 }]);
  await harness.advance("3 days");
  expect(harness.ran).toMatchObject([
    { job: "greet", attempt: 1, outcome: "failed" },
    { job: "greet", attempt: 2, outcome: "completed" },
    { job: "remind", attempt: 1, outcome: "completed" },
  ]);
  expect(harness.dead).toEqual([]);
});

test("under node:test", async () => {
  const file = fileURLToPath(new URL("./fixtures/node-test.ts", import.meta.url));
  // A file that is named runs also where its name isn't that of a test; NODE_TEST_CONTEXT would make it a part of another run.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const args = ["--conditions=@errand/source", "--test", "--test-reporter=tap", file];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  expect(stdout).toMatch(/^# pass 2$/m);
  expect(stdout).toMatch(/^# fail 0$/m);
}, 30_000);
