import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { createSqsInspector } from "../../lib/aws/sqs-inspector.ts";
import type { DeadMessage, Inspector } from "../../lib/core/inspector.ts";
import { toTopology } from "../../lib/core/topology.ts";
import { createDirectClient } from "../../lib/engine/direct-client.ts";
import { createEngine } from "../../lib/engine/engine.ts";
import { createEngineInspector } from "../../lib/testing/engine-inspector.ts";
import { makeHarnessQueues, ORIGIN, toEnvironment, urlOf } from "../../lib/testing/harness-queues.ts";
import { createManualClock, type ManualClock } from "../../lib/testing/manual-clock.ts";
import { passing } from "../support/dead-letters.ts";
import { anEngineSqs } from "../support/engine-sqs.ts";
import { START } from "../support/kernels.ts";

interface Subject {
  readonly inspector: Inspector;
  readonly clock: ManualClock;
  /** Puts a text into the low dead-letter queue. */
  put(body: string): Promise<unknown>;
}

const SUBJECTS: Readonly<Record<string, () => Promise<Subject>>> = {
  async SQS() {
    const { clock, client, environment, pairs } = await anEngineSqs();
    const put = (MessageBody: string) =>
      client.send(new SendMessageCommand({ QueueUrl: pairs.low.deadUrl, MessageBody }));
    return { clock, inspector: createSqsInspector(client, environment), put };
  },
  async "the engine"() {
    const clock = createManualClock(START);
    const sqs = createDirectClient(createEngine({ clock }), ORIGIN);
    const { queues } = toTopology();
    await makeHarnessQueues(sqs, queues);
    const put = (MessageBody: string) => sqs.call("SendMessage", { QueueUrl: urlOf("errand-low-dead"), MessageBody });
    return { clock, inspector: createEngineInspector(sqs, toEnvironment(queues)), put };
  },
};

describe.each(Object.entries(SUBJECTS))("an inspector of %s", (_, create) => {
  async function aSubject() {
    const { clock, inspector, put } = await create();
    const receive = (hideSeconds = 30) => passing(clock, inspector.receive("low", hideSeconds));
    return { clock, inspector, put, receive };
  }

  test("receives messages with what SQS tells of them, ten at a time", async () => {
    const { put, receive } = await aSubject();
    for (let n = 0; n < 12; n += 1) await put(`text ${n}`);
    const received = await receive();
    expect(received[0]).toEqual({
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      body: "text 0",
      handle: expect.any(String),
      priority: "low",
      sentAt: START,
      movedFrom: undefined,
      group: undefined,
    });
    expect([received.length, (await receive()).length, (await receive()).length]).toEqual([10, 2, 0]);
  });

  test("hides them for as long as it is told, and shows them at once", async () => {
    const { clock, inspector, put, receive } = await aSubject();
    await put("text");
    const [message] = (await receive(30)) as [DeadMessage];
    expect(await inspector.hide([message], 60)).toEqual([{ ok: true }]);
    clock.sleep(50_000);
    expect(await inspector.count("low")).toEqual({ visible: 0, inHand: 1 });
    expect(await inspector.hide([message], 0)).toEqual([{ ok: true }]);
    expect(await inspector.count("low")).toEqual({ visible: 1, inHand: 0 });
    await receive(30);
    await clock.advance(30_000);
    expect(await inspector.count("low")).toEqual({ visible: 1, inHand: 0 });
  });

  test("deletes, and answers for each", async () => {
    const { inspector, put, receive } = await aSubject();
    for (const text of ["a", "b"]) await put(text);
    const [first, second] = (await receive()) as [DeadMessage, DeadMessage];
    const answers = await inspector.remove([first, { ...second, handle: "no handle" }]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, false]);
    expect(answers[1]).toMatchObject({ error: { message: expect.stringMatching(/^ReceiptHandleIsInvalid: /) } });
    expect(await inspector.count("low")).toEqual({ visible: 0, inHand: 1 });
    expect(await inspector.count("high")).toEqual({ visible: 0, inHand: 0 });
  });
});
