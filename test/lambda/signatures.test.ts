// A handler with signing keys, from its environment or fetched: what it runs of a batch, and what it does where it can't know.

import { configure, job } from "errand";
import { afterEach, describe, expect, test } from "vitest";
import type { ErrandEvent } from "../../lib/core/events.ts";
import { sign } from "../../lib/core/signature.ts";
import { toSigningKeys } from "../../lib/core/signing-keys.ts";
import { createHandlerWith } from "../../lib/lambda/handler.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { START } from "../support/kernels.ts";
import { createRecordingBroker } from "../support/recording-broker.ts";
import { forgeries, KEYS, NEWER_KEY, signedBody } from "../support/signed.ts";

afterEach(() => configure({ signingKeys: undefined }));

const QUEUE = "https://sqs.us-east-1.amazonaws.com/000000000000/errand-low";
const aMessage = (args: readonly unknown[]) => ({ function: "note", args, id: `id-${args}` });

function aHandler(environment: Readonly<Record<string, string>> = {}, group?: string) {
  const clock = createManualClock(START);
  const broker = createRecordingBroker({ strict: true });
  const events: ErrandEvent[] = [];
  const ran: unknown[] = [];
  const note = job("note", (what: unknown) => {
    ran.push(what);
    if (what === "fail") throw new Error("no");
  });
  const suffix = group === undefined ? "" : ".fifo";
  const handler = createHandlerWith(
    { note },
    {},
    {
      connect: async () => broker,
      environment: { ERRAND_LOW_QUEUE_URL: `${QUEUE}${suffix}`, ...environment },
      limits: { delaySeconds: 900, messageBytes: 1_048_576 },
      clock,
      random: () => 0.5,
      onEvent: (event) => void events.push(event),
    },
  );
  const invoke = (...bodies: readonly string[]) =>
    handler({
      Records: bodies.map((body, index) => ({
        messageId: `m${index}`,
        body,
        receiptHandle: `r${index}`,
        eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:errand-low${suffix}`,
        attributes: { SentTimestamp: String(START), ...(group !== undefined && { MessageGroupId: group }) },
      })),
    });
  const failed = async (...bodies: readonly string[]) =>
    (await invoke(...bodies)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { clock, broker, events, ran, invoke, failed };
}

describe("with keys in its environment", () => {
  const environment = { ERRAND_SIGNING_KEYS: KEYS };
  const attacks = forgeries(aMessage(["ann"]));

  test("of a batch of forgeries between two that are signed, those two run", async () => {
    const { failed, ran, broker } = aHandler(environment);
    const bodies = attacks.map(([, body]) => body);
    expect(await failed(signedBody(aMessage([1])), ...bodies, signedBody(aMessage([2])))).toEqual([]);
    expect(ran).toEqual([1, 2]);
    const letters = broker.buried.map(({ body }) => JSON.parse(body));
    expect(letters.map(({ dead }) => dead.reason)).toEqual(attacks.map(([, , reason]) => reason));
    // A letter keeps what its sender wrote, and gets no signature of its own.
    for (const [index, letter] of letters.entries()) {
      const [, body, reason] = attacks[index] ?? ["", "", ""];
      const { dead: _, ...kept } = letter;
      const { dead: __, ...sent } = JSON.parse(body);
      if (reason !== "malformed") expect(kept).toEqual(sent);
      else expect(letter).not.toHaveProperty("signature");
    }
  });

  test("a retry, and a letter, are signed anew", async () => {
    const { failed, broker } = aHandler(environment);
    const once = { ...aMessage(["fail"]), attempt: 8 };
    expect(await failed(signedBody(aMessage(["fail"])), signedBody(once))).toEqual([]);
    const { invoke, ran } = aHandler(environment);
    const [retry, letter] = [broker.retried[0]?.body ?? "", broker.buried[0]?.body ?? ""];
    expect(JSON.parse(retry)).toMatchObject({ attempt: 2, signature: expect.stringMatching(/^2026-11:/) });
    expect(JSON.parse(letter)).toMatchObject({ dead: { reason: "attempts_exhausted" } });
    const { notBefore: _, signature: __, ...due } = JSON.parse(retry);
    await invoke(signedBody(due), letter);
    expect(ran).toEqual(["fail", "fail"]);
  });

  test("`optional` runs what has no signature, and nothing with a wrong one", async () => {
    const { failed, ran, broker } = aHandler({ ...environment, ERRAND_SIGNATURES: "optional" });
    const bodies = attacks.map(([, body]) => body);
    expect(await failed(...bodies)).toEqual([]);
    const unsigned = attacks.filter(([, , reason]) => reason === "unsigned");
    expect(ran).toHaveLength(unsigned.length);
    expect(broker.buried).toHaveLength(attacks.length - unsigned.length);
  });

  test("what `optional` has run without a signature goes on without, and is not run once one is needed", async () => {
    const { failed, broker } = aHandler({ ...environment, ERRAND_SIGNATURES: "optional" });
    const bodies = [
      { ...aMessage(["fail"]), note: "\ud800" },
      aMessage(["fail"]),
      { ...aMessage([1]), notBefore: "2027-01-01T00:00:00Z" }, // sent on without having been run
      { ...aMessage(["fail"]), attempt: 8 },
    ];
    const signed = signedBody(aMessage(["fail"]));
    expect(await failed(...bodies.map((body) => JSON.stringify(body)), signed)).toEqual([]);
    const sentOn = [...broker.retried, ...broker.buried].map(({ body }) => body);
    expect(sentOn.map((body) => "signature" in JSON.parse(body)).toSorted()).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);

    const strict = aHandler(environment);
    await strict.clock.advance(60 * 86_400_000);
    expect(await strict.failed(...sentOn)).toEqual([]);
    expect(strict.ran).toHaveLength(1);
    expect(strict.broker.buried).toHaveLength(4);
  });

  const nested = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  test.each([
    ["is nested too deeply to be written", `{"function":"other","args":[${nested}],"id":"a"}`, "\n "],
    ["has no room for the reason", `{"function":"other","args":["${"x".repeat(1_048_300)}"],"id":"a"}`, ""],
  ])("a signed message that %s is buried as it came, with its own signature", async (_, body, end) => {
    const { failed, broker } = aHandler(environment);
    const signed = `${sign(body, toSigningKeys(KEYS, "the test"))}${end}`;
    expect(await failed(signed)).toEqual([]);
    expect(broker.buried).toHaveLength(1);
    expect(broker.buried[0]?.body === signed).toBe(true);
  });

  test.each([
    [{ ERRAND_SIGNATURES: "yes" }, "invalid_option"],
    [{ ERRAND_SIGNING_KEYS: "a:b" }, "invalid_keys"],
  ])("%j is an error of the invocation, and nothing runs", async (changes, code) => {
    const { invoke, ran, broker } = aHandler({ ...environment, ...changes });
    await expect(invoke(signedBody(aMessage([1])))).rejects.toMatchObject({ code });
    expect([ran, broker.buried]).toEqual([[], []]);
  });

  test("in a FIFO queue, what is forged dies in its group, and those behind it run", async () => {
    const { failed, ran, broker } = aHandler(environment, "g");
    const [, forged = ""] = attacks[0] ?? [];
    expect(await failed(signedBody(aMessage([1])), forged, signedBody(aMessage([2])))).toEqual([]);
    expect(ran).toEqual([1, 2]);
    expect(broker.buried).toMatchObject([{ group: "g" }]);
  });

  test("without keys, a signature is a field like any other", async () => {
    const { failed, ran } = aHandler();
    expect(await failed(JSON.stringify({ ...aMessage([1]), signature: 7 }))).toEqual([]);
    expect(ran).toEqual([1]);
  });
});

describe("with keys that it fetches", () => {
  test("nothing runs, and nothing dies, until they can be had", async () => {
    let isAway = true;
    configure({
      signingKeys: async () => {
        if (isAway) throw new Error("throttled");
        return KEYS;
      },
    });
    const { invoke, failed, ran, broker } = aHandler();
    await expect(invoke(signedBody(aMessage([1])))).rejects.toMatchObject({ code: "invalid_keys" });
    expect([ran, broker.buried]).toEqual([[], []]);
    isAway = false;
    expect(await failed(signedBody(aMessage([1])))).toEqual([]);
    expect(ran).toEqual([1]);
  });

  test("a message with a newer key waits in its queue where that can't be had; its neighbours run", async () => {
    let fetch = async () => KEYS;
    configure({ signingKeys: () => fetch() });
    const { failed, ran, broker, events, clock } = aHandler();
    await failed(signedBody(aMessage([0])));
    await clock.advance(20_000);
    fetch = async () => {
      throw new Error("throttled");
    };
    const newer = signedBody(aMessage(["newer"]), NEWER_KEY);
    expect(await failed(signedBody(aMessage([1])), newer, signedBody(aMessage([2])))).toEqual(["m1"]);
    expect(ran).toEqual([0, 1, 2]);
    expect(broker.buried).toEqual([]);
    expect(events.filter(({ type }) => type === "delivery.returned")).toMatchObject([
      {
        error: {
          message: expect.stringMatching(/key "2026-12", which is not known, and newer keys can't be had: .*throttled/),
        },
      },
    ]);
    await clock.advance(20_000);
    fetch = async () => `${NEWER_KEY},${KEYS}`;
    expect(await failed(newer)).toEqual([]);
    expect(ran).toEqual([0, 1, 2, "newer"]);
  });

  test("a flood of messages with unknown keys fetches them every ten seconds at the most", async () => {
    let fetched = 0;
    configure({
      signingKeys: () => {
        fetched += 1;
        return KEYS;
      },
    });
    const { failed, clock, broker } = aHandler();
    let waiting = 0;
    for (let second = 0; second < 30; second += 1) {
      const returned = await failed(...Array.from({ length: 10 }, (_, n) => signedBody(aMessage([n]), NEWER_KEY)));
      waiting += returned.length;
      await clock.advance(1000);
    }
    expect(fetched).toBe(3);
    // Those that came within ten seconds after a fetch are judged when they come again.
    expect([broker.buried.length, waiting]).toEqual([30, 270]);
  });

  test("a message whose key was added a moment after they were fetched is run when it comes again", async () => {
    let keys = KEYS;
    configure({ signingKeys: () => keys });
    const { failed, ran, broker, clock } = aHandler();
    await failed(signedBody(aMessage([0])));
    await clock.advance(3000);
    keys = `${NEWER_KEY},${KEYS}`;
    const newer = signedBody(aMessage(["newer"]), NEWER_KEY);
    expect(await failed(newer, signedBody(aMessage([1])))).toEqual(["m0"]);
    await clock.advance(7000);
    expect(await failed(newer)).toEqual([]);
    expect([ran, broker.buried]).toEqual([[0, 1, "newer"], []]);
  });
});
