// The dead live again: moved back by SQS itself or sent again as they are, once what killed them is mended.

import { SendMessageCommand, SQSClient, StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs";
import { type DeadReason, job, retryIn } from "errand";
import { createHarness, type Harness } from "errand/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { prove, TIME_LIMIT } from "./hold.ts";

type Killer = "fails" | "is judged" | "asks for a retry" | "crashes";

const REASONS: Readonly<Record<Killer, DeadReason>> = {
  fails: "attempts_exhausted",
  "is judged": "not_retried",
  "asks for a retry": "attempts_exhausted",
  crashes: "crashed",
};

interface Case {
  readonly killers: readonly Killer[];
  readonly priority: "high" | "low";
  readonly way: "moved by SQS" | "sent again";
  readonly isMended: boolean;
}

const anyCase: fc.Arbitrary<Case> = fc.record({
  killers: fc.array(fc.constantFrom(...(Object.keys(REASONS) as Killer[])), { minLength: 1, maxLength: 5 }),
  priority: fc.constantFrom("high", "low"),
  way: fc.constantFrom("moved by SQS", "sent again"),
  isMended: fc.boolean(),
});

async function playBack({ killers, priority, way, isMended }: Case) {
  let mended = false;
  const on = (error: unknown) => (String(error).includes("judged") ? "dead" : "retry");
  const fragile = job(
    "fragile",
    async (killer: Killer) => {
      if (mended) return;
      if (killer === "crashes") await harness.crash();
      if (killer === "asks for a retry") retryIn(1);
      throw new Error(killer);
    },
    { priority, retry: { attempts: 2, min: 1, on } },
  );
  await using harness: Harness = createHarness({ fragile });
  const ids = (await fragile.enqueueMany(killers.map((killer) => [killer]))).map(({ id }) => id);
  await harness.advance("1 day");
  const letters = harness.deadOf(fragile);
  const before = harness.ran.length;
  expect(letters.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  for (const { args, reason } of letters) expect(reason).toBe(REASONS[args[0]]);

  mended = isMended;
  const sqs = new SQSClient({
    requestHandler: harness.requestHandler,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const url = (role: string) => harness.environment[`ERRAND_${priority.toUpperCase()}_${role}`] as string;
  const arn = (role: string) => `arn:aws:sqs:us-east-1:000000000000:${url(role).split("/").at(-1)}`;
  if (way === "moved by SQS") {
    const task = { SourceArn: arn("DEAD_QUEUE_URL"), DestinationArn: arn("QUEUE_URL") };
    await sqs.send(new StartMessageMoveTaskCommand(task));
  } else {
    for (const { body } of letters) {
      await sqs.send(new SendMessageCommand({ QueueUrl: url("QUEUE_URL"), MessageBody: body }));
    }
  }
  await harness.advance("1 day");
  return { ids, letters, again: harness.ran.slice(before), after: harness.deadOf(fragile).slice(letters.length) };
}

test("a dead job that comes back runs again: done if mended, else dead again with its reason", {
  timeout: TIME_LIMIT,
}, async () => {
  const property = fc.asyncProperty(anyCase, async (chosen) => {
    const { ids, letters, again, after } = await playBack(chosen);
    expect([...new Set(again.map(({ id }) => id))].toSorted()).toEqual(ids.toSorted());
    if (chosen.isMended) {
      expect(
        again
          .filter(({ outcome }) => outcome === "completed")
          .map(({ id }) => id)
          .toSorted(),
      ).toEqual(ids.toSorted());
      expect(after).toEqual([]);
      return;
    }
    const told = (list: typeof letters) => list.map(({ id, reason }) => `${id} ${reason}`).toSorted();
    expect(told(after)).toEqual(told(letters));
  });
  await prove(property, 200);
});
