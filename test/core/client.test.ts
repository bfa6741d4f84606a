import { configure, createClient as createDoorClient, type DrainOptions, type Duration, job, type Mode } from "errand";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { createClient } from "../../lib/core/client.ts";
import type { EnqueueManyError } from "../../lib/core/enqueue-many-error.ts";
import type { Environment } from "../../lib/core/environment.ts";
import { ErrandError } from "../../lib/core/errors.ts";
import type { ErrandEvent, Listener } from "../../lib/core/events.ts";
import type { Posted } from "../../lib/core/ports.ts";
import type { Settings } from "../../lib/core/settings.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { START } from "../support/kernels.ts";
import { createRecordingBroker } from "../support/recording-broker.ts";

const welcome = job("welcome", async (email: string, name: string) => `${name} <${email}>`, { priority: "high" });

function aClient(settings: Settings = { mode: "sqs" }, environment: Environment = {}) {
  const clock = createManualClock(START);
  const broker = createRecordingBroker();
  const events: ErrandEvent[] = [];
  let connects = 0;
  const listening: Settings = { onEvent: (event) => void events.push(event), ...settings };
  const client = createClient(listening, {
    connect: async () => {
      connects += 1;
      return broker;
    },
    environment,
    limits: { delaySeconds: 900, messageBytes: 1_048_576 },
    clock,
    random: () => 0.5,
    loadListener: () => Promise.reject(new Error("the settings name the listener")),
  });
  return { client, clock, broker, events, connects: () => connects };
}

describe("enqueue", () => {
  test("posts the whole envelope and gives the receipt", async () => {
    const { client, broker, events } = aClient();
    const receipt = await client.enqueue(welcome, ["ann@example.org", "Ann"]);
    expect(receipt).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      job: "welcome",
      priority: "high",
      dueAt: new Date(START),
    });
    expect(broker.sent).toMatchObject([{ id: receipt.id, priority: "high", delaySeconds: 0 }]);
    expect(JSON.parse(broker.sent[0]?.body ?? "")).toEqual({
      errand: 1,
      id: receipt.id,
      function: "welcome",
      args: ["ann@example.org", "Ann"],
      attempt: 1,
      enqueuedAt: "2026-11-21T10:00:00.000Z",
      priority: "high",
    });
    expect(events).toMatchObject([{ type: "job.enqueued", job: "welcome", id: receipt.id }]);
  });

  test.each<[Duration, number, string]>([
    ["3s", 3, "2026-11-21T10:00:03.000Z"],
    [0.2, 1, "2026-11-21T10:00:00.200Z"],
    ["15 minutes", 900, "2026-11-21T10:15:00.000Z"],
    ["3 days", 900, "2026-11-24T10:00:00.000Z"],
  ])("a delay of %s is held %d seconds by the queue, and not run before %s", async (delay, delaySeconds, notBefore) => {
    const { client, broker } = aClient();
    const receipt = await client.enqueue(welcome, ["a", "b"], { delay, priority: "low" });
    expect(broker.sent).toMatchObject([{ delaySeconds, priority: "low" }]);
    expect(JSON.parse(broker.sent[0]?.body ?? "")).toMatchObject({ notBefore, priority: "low" });
    expect(receipt.dueAt).toEqual(new Date(notBefore));
  });

  test("what the caller changes afterwards does not travel", async () => {
    const { client, broker } = aClient();
    const list = job("list", (items: string[]) => items, { args: z.tuple([z.array(z.string())]) });
    const items = ["a"];
    const posting = client.enqueue(list, [items]);
    items.push("b");
    await posting;
    expect(JSON.parse(broker.sent[0]?.body ?? "")).toMatchObject({ args: [["a"]] });
  });

  test("the queue is joined at the first send, once", async () => {
    const { client, connects } = aClient();
    expect(connects()).toBe(0);
    await Promise.all([client.enqueue(welcome, ["a", "b"]), client.enqueue(welcome, ["a", "b"])]);
    expect(connects()).toBe(1);
  });

  test("the schema is asked, and its input is what travels", async () => {
    const { client, broker } = aClient();
    const count = job("count", (n: number) => n, { args: z.tuple([z.string().transform(Number)]) });
    await client.enqueue(count, ["42"]);
    expect(JSON.parse(broker.sent[0]?.body ?? "")).toMatchObject({ args: ["42"] });
    const wrong = client.enqueue(count, [42] as never);
    await expect(wrong).rejects.toMatchObject({ code: "invalid_args" });
    expect(broker.sent).toHaveLength(1);
  });

  test.each<[string, unknown[], object, string, string]>([
    ["a Date", [{ when: new Date(0) }], {}, "invalid_args", "args[0].when is a Date"],
    ["a delay of null", ["a", "b"], { delay: null }, "invalid_option", '"delay" must be 0 seconds to 10 years'],
    ["a negative delay", ["a", "b"], { delay: -5 }, "invalid_option", '"delay" must be 0 seconds to 10 years, got -5'],
    ["a misspelt option", ["a", "b"], { dealy: 5 }, "invalid_option", 'has no option "dealy"'],
    ["an unknown priority", ["a", "b"], { priority: "max" }, "invalid_option", 'got "max"'],
    ["a text for the list", "ab" as never, {}, "invalid_args", "the arguments must be a list, got a string of 2"],
    ["too much", ["x".repeat(1_048_576), "b"], {}, "args_too_large", "may be at most 1,032,192 bytes, got 1,048,7"],
    ["too many bytes, not characters", ["é".repeat(600_000), "b"], {}, "args_too_large", "got 1,200,1"],
  ])("%s is refused at the caller, and nothing is sent", async (_, args, options, code, message) => {
    const { client, broker } = aClient();
    const refusal = client.enqueue(welcome, args as never, options);
    await expect(refusal).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    expect(broker.sent).toEqual([]);
  });

  test("what is no job is refused", async () => {
    const { client } = aClient();
    await expect(client.enqueue((() => 1) as never, [])).rejects.toMatchObject({ code: "invalid_option" });
  });

  test("what the broker says is thrown", async () => {
    const { client, broker, events } = aClient();
    broker.refusal = new Error("queue away");
    await expect(client.enqueue(welcome, ["a", "b"])).rejects.toThrow("queue away");
    expect(events).toEqual([]);
  });
});

describe("enqueueMany", () => {
  test("gives the receipts in order", async () => {
    const { client, broker } = aClient();
    const receipts = await client.enqueueMany(
      welcome,
      new Set<[string, string]>([
        ["a", "1"],
        ["b", "2"],
      ]),
    );
    expect(receipts.map(({ id }) => id)).toEqual(broker.sent.map(({ id }) => id));
    expect(broker.sent.map(({ body }) => JSON.parse(body).args)).toEqual([
      ["a", "1"],
      ["b", "2"],
    ]);
  });

  test("of nothing sends nothing", async () => {
    const { client, connects } = aClient();
    expect(await client.enqueueMany(welcome, [])).toEqual([]);
    expect(connects()).toBe(0);
  });

  test("one bad entry is named and nothing is sent", async () => {
    const { client, broker } = aClient();
    const refusal = client.enqueueMany(welcome, [
      ["a", "1"],
      ["b", undefined as never],
    ]);
    await expect(refusal).rejects.toThrow('Job "welcome", entry 1: args[1] is undefined');
    expect(broker.sent).toEqual([]);
  });

  test.each<[unknown, string]>([
    [5, "enqueueMany(list): the arguments must be a list, got 5"],
    [[["a", "1"], { email: "b" }], "entry 1: the arguments must be a list, got an object with email"],
    [["ab"], "entry 0: the arguments must be a list, got a string of 2"],
  ])("what is no list of lists is refused: %j", async (list, message) => {
    const { client, broker } = aClient();
    const refusal = client.enqueueMany(welcome, list as never);
    await expect(refusal).rejects.toMatchObject({ code: "invalid_args", message: expect.stringContaining(message) });
    expect(broker.sent).toEqual([]);
  });

  test("refused as a whole, it doesn't say that others are enqueued", async () => {
    const { client, broker } = aClient();
    broker.refusal = new Error("queue away");
    await expect(client.enqueueMany(welcome, [["a", "1"]])).rejects.toThrow(
      /1 of 1 entries .*\nNothing is enqueued\. /,
    );
  });

  test("partly refused, it tells entry by entry", async () => {
    const { client, broker } = aClient();
    const send = broker.send;
    broker.send = async (posts) => {
      const answers: Posted[] = [...(await send(posts))];
      answers[1] = { ok: false, error: new Error("throttled") };
      return answers;
    };
    const error: EnqueueManyError = await client
      .enqueueMany(welcome, [
        ["a", "1"],
        ["b", "2"],
        ["c", "3"],
      ])
      .then(
        () => expect.unreachable(),
        (thrown) => thrown,
      );
    expect(error).toMatchObject({
      code: "enqueue_failed",
      message: expect.stringContaining("1 of 3 entries were not accepted, the first of them entry 1: throttled"),
    });
    expect(error.entries.map(({ ok }) => ok)).toEqual([true, false, true]);
  });

  test.each([
    ["queue_unavailable", ["queue_unavailable", "queue_unavailable"]],
    ["enqueue_failed", ["queue_unavailable", "queue_full"]],
    ["enqueue_failed", ["queue_unavailable", undefined]],
  ] as const)("has the code %s where the refused have %s", async (code, refusals) => {
    const { client, broker } = aClient();
    const errors = refusals.map((each) => (each === undefined ? new Error("away") : new ErrandError(each, "away")));
    broker.send = async () => [{ ok: true }, ...errors.map((error) => ({ ok: false as const, error }))];
    const list: [string, string][] = [
      ["a", "1"],
      ["b", "2"],
      ["c", "3"],
    ];
    await expect(client.enqueueMany(welcome, list)).rejects.toMatchObject({ code, cause: errors[0] });
  });
});

describe("the mode", () => {
  test.each<[string, Settings, Environment, number]>([
    ["asked for", { mode: "sqs" }, { ERRAND_MODE: "inline" }, 1],
    ["of ERRAND_MODE", {}, { ERRAND_MODE: "sqs", NODE_ENV: "test" }, 1],
    ["sqs where a queue variable is set", {}, { ERRAND_LOW_QUEUE_URL: "http://x", NODE_ENV: "test" }, 1],
    ["inline under test", {}, { NODE_ENV: "test" }, 0],
    ["not what an empty variable says", {}, { ERRAND_MODE: "", NODE_ENV: "test" }, 0],
  ])("is the one %s", async (_, settings, environment, joined) => {
    const { client, connects } = aClient(settings, environment);
    await client.enqueue(welcome, ["a", "b"]);
    expect(connects()).toBe(joined);
  });

  test("unset, it says what to set, and is looked up again at the next call", async () => {
    const environment: Record<string, string> = {};
    const { client } = aClient({}, environment);
    await expect(client.enqueue(welcome, ["a", "b"])).rejects.toMatchObject({
      code: "not_configured",
      message: expect.stringContaining("Set ERRAND_MODE, or call configure({ mode })"),
    });
    environment["ERRAND_MODE"] = "inline";
    await client.enqueue(welcome, ["a", "b"]);
  });
});

describe("settings are checked where they are given", () => {
  test("an unknown mode is told with those that there are", () => {
    const message =
      '({ mode }) must be one of "inline", "background", "sqs", "fake", got "redis". Leave it out for the default.';
    expect(() => configure({ mode: "redis" as Mode })).toThrow(`configure${message}`);
    expect(() => createDoorClient({ mode: "redis" as Mode })).toThrow(`createClient${message}`);
  });

  test.each([{ mode: "redis" }, { concurrency: 0 }, { concurrency: 1001 }, { onEvent: 5 }, { region: "x" }, "inline"])(
    "%j is refused",
    (settings) => {
      expect(() => configure(settings as Settings)).toThrow(expect.objectContaining({ code: "invalid_option" }));
      expect(() => createDoorClient(settings as Settings)).toThrow(expect.objectContaining({ code: "invalid_option" }));
    },
  );

  test.each([{ timeout: "soonish" }, { timeot: 5 }])(
    "drain(%j) is refused, also when nothing is left",
    async (options) => {
      const { client } = aClient({ mode: "background" });
      await expect(client.drain(options as DrainOptions)).rejects.toMatchObject({ code: "invalid_option" });
    },
  );

  test("an unknown ERRAND_MODE is refused at the first use", async () => {
    const { client } = aClient({}, { ERRAND_MODE: "redis" });
    await expect(client.enqueue(welcome, ["a", "b"])).rejects.toMatchObject({
      code: "invalid_option",
      message: expect.stringContaining('ERRAND_MODE must be one of "inline", "background", "sqs", "fake", got "redis"'),
    });
  });
});

test.each<[string, Listener]>([
  [
    "throws",
    () => {
      throw new Error("listener fell over");
    },
  ],
  ["rejects", async () => Promise.reject(new Error("listener fell over"))],
])("a listener that %s changes nothing, and a warning tells of it", async (_, onEvent) => {
  const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
  const { client, broker } = aClient({ mode: "sqs", onEvent });
  await client.enqueue(welcome, ["a", "b"]);
  expect(broker.sent).toHaveLength(1);
  expect(await warned).toMatchObject({
    code: "ERRAND_LISTENER",
    message: expect.stringContaining("listener fell over"),
  });
});
