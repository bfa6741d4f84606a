// The whole template of the default, so that a change of what is deployed is seen by who reviews it.

import { Template } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";
import { anImageService } from "./services.ts";

test("the template is the one that was reviewed; vitest -u writes it anew", async () => {
  const { Resources } = Template.fromStack(anImageService().stack).toJSON();
  const own = Object.entries(Resources).filter(([id]) => id.startsWith("Workers"));
  const text = JSON.stringify(Object.fromEntries(own), null, 2);
  await expect(`${text}\n`).toMatchFileSnapshot("../snapshots/worker-service.json");
});
