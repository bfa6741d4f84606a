// Large arguments through the rest of a job's life: held back, dead, sent back, and run in a thread.

import { hash } from "node:crypto";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { configure, deadJobs, job } from "errand";
import { createHarness } from "errand/testing";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { aBucket } from "../support/a-store.ts";
import { aDelivery } from "../support/deliveries.ts";
import { aLeash, anElsewhere } from "../support/elsewhere.ts";
import { KEYS } from "../support/signed.ts";

afterEach(() => configure({ signingKeys: undefined }));

const big = "x".repeat(2_000_000);

function anApplication() {
  let isMended = false;
  const seen: unknown[] = [];
  const run = (text: string) => {
    if (!isMended) throw new Error("no");
    seen.push(text.length);
  };
  return {
    jobs: { measure: job("measure", run, { retry: { attempts: 1 } }) },
    seen,
    mend() {
      isMended = true;
    },
  };
}

describe.each([undefined, () => KEYS])("with the keys %s", (signingKeys) => {
  test("a job with large arguments waits for days, dies, and is sent back with them", async () => {
    configure({ signingKeys });
    const { jobs, seen, mend } = anApplication();
    await using harness = createHarness(jobs);
    await jobs.measure.with({ delay: "40 days" }).enqueue(big);
    await harness.advance("41 days");
    expect(harness.dead).toMatchObject([{ reason: "attempts_exhausted" }]);
    mend();
    expect(await deadJobs().retry({ where: "all" })).toMatchObject({ retried: 1, failed: [] });
    await harness.drain();
    expect(seen).toEqual([big.length]);
  });

  test("`edit` sees them, and what it makes of them is run", async () => {
    configure({ signingKeys });
    const { jobs, seen, mend } = anApplication();
    await using harness = createHarness(jobs);
    await jobs.measure.enqueue(big);
    await harness.drain();
    mend();
    let found: unknown;
    const edit = (envelope: { readonly args: readonly unknown[] }) => {
      found = envelope;
      return { ...envelope, args: ["short"] } as never;
    };
    expect(await deadJobs().retry({ where: "all", edit })).toMatchObject({ retried: 1, failed: [] });
    expect(found).toMatchObject({ args: [big] });
    expect(found).not.toHaveProperty("payload");
    await harness.drain();
    expect(seen).toEqual(["short".length]);
  });

  test("where `edit` leaves them too large for a message, it stays dead as it was", async () => {
    configure({ signingKeys });
    const { jobs, seen, mend } = anApplication();
    await using harness = createHarness(jobs);
    await jobs.measure.enqueue(big);
    await harness.drain();
    mend();
    const edit = (envelope: object) => ({ ...envelope, args: [`${big}y`] }) as never;
    const { failed } = await deadJobs().retry({ where: "all", edit });
    expect(failed).toMatchObject([{ error: { message: expect.stringContaining("edit it smaller") } }]);
    await deadJobs().retry({ where: "all" });
    await harness.drain();
    expect(seen).toEqual([big.length]);
  });
});

test("of a letter that is discarded the arguments are left to the lifecycle: a copy of it that was sent back runs", async () => {
  const { jobs, seen, mend } = anApplication();
  await using harness = createHarness(jobs);
  await jobs.measure.enqueue(big);
  await harness.drain();
  mend();
  expect(await deadJobs().discard({ where: "all" })).toMatchObject({ discarded: 1 });
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const sqs = new SQSClient({ requestHandler: harness.requestHandler, region: "us-east-1", credentials });
  const [{ body: MessageBody = "" } = {}] = harness.dead;
  await sqs.send(new SendMessageCommand({ QueueUrl: harness.environment["ERRAND_LOW_QUEUE_URL"], MessageBody }));
  await harness.drain();
  expect(seen).toEqual([big.length]);
});

test("what is cancelled while it is held back leaves nothing in the bucket", async () => {
  const { jobs } = anApplication();
  await using harness = createHarness(jobs);
  const receipt = await jobs.measure.with({ delay: "3 days" }).enqueue(big);
  await receipt.cancel();
  await harness.advance("4 days");
  expect(harness.ran).toEqual([]);
});

describe("in a thread", { timeout: 60_000 }, () => {
  test("the worker fetches them; what can't be had is decided without one", async () => {
    const { blobs, objects } = aBucket();
    const { elsewhere, events } = await anElsewhere({ onTestFinished }, { blobs });
    const text = JSON.stringify([big]);
    const key = "d30/2026-11-21/m-1";
    const payload = { bucket: "jobs", key, bytes: text.length, sha256: hash("sha256", text) };
    const delivery = aDelivery({ function: "checked", payload, id: "m-1" });
    const run = () => elsewhere.inThread(delivery, aLeash().leash);
    expect(await run()).toMatchObject({ kind: "dead", letter: { dead: { reason: "payload_missing" } } });
    expect(events.items).toEqual([]);
    objects.set(key, Buffer.from(text));
    expect(await run()).toMatchObject({ kind: "completed", envelope: { args: [big] } });
  });
});
