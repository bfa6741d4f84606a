// The whole template of the default, so that a change of what is deployed is seen by who reviews it.

import { Template } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";
import * as jobs from "./fixtures/jobs.ts";
import { aStack, makeQueues } from "./synth.ts";

test("the template is the one that was reviewed; vitest -u writes it anew", async () => {
  const stack = aStack();
  const queues = makeQueues(stack, { jobs, bucket: true });
  expect(queues.node.path).toBe("Gazette/Jobs");
  const text = JSON.stringify(Template.fromStack(stack).toJSON(), null, 2);
  // The code's hash changes with every line of Errand.
  const withoutHashes = text.replaceAll(/"[0-9a-f]{64}\.zip"/g, '"CODE.zip"');
  expect(withoutHashes).not.toMatch(/[0-9a-f]{64}/);
  await expect(`${withoutHashes}\n`).toMatchFileSnapshot("snapshots/job-queues.json");
});
