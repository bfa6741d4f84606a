import { configure, createClient, EnqueueManyError, job } from "errand";
import { afterEach, describe, expect, test } from "vitest";
import { aStore } from "../support/a-store.ts";
import { KEYS } from "../support/signed.ts";

afterEach(() => configure({ mode: undefined, onEvent: undefined }));

const ran: unknown[] = [];
const note = job("note", (what: unknown) => void ran.push(what));
const urgent = job("urgent", (what: unknown) => void ran.push(what), { priority: "high", expiresIn: "1 hour" });
const jobs = { note, urgent };

describe.each([undefined, KEYS])("with the keys %s", (keys) => {
  const store = () => aStore(jobs, keys === undefined ? {} : { keys });

  test("prepared, nothing is sent; sent, it is what was prepared, and runs", async () => {
    const { client, broker, invoke, reasons } = store();
    ran.length = 0;
    const message = await client.prepare(note, ["ann"]);
    expect(broker.sent).toEqual([]);
    const again = JSON.parse(JSON.stringify(message));
    expect(again).toEqual(message);
    const [receipt] = await client.send([again]);
    expect(receipt).toMatchObject({ id: message.id, job: "note", priority: "low" });
    expect(broker.sent).toMatchObject([{ id: message.id, body: message.body, delaySeconds: 0 }]);
    await invoke(message.body);
    expect([ran, reasons()]).toEqual([["ann"], []]);
  });

  test("prepared twice, they are two jobs; sent twice, it is one id", async () => {
    const { client, broker } = store();
    const [one, other] = [await client.prepare(note, [1]), await client.prepare(note, [1])];
    expect(one.id).not.toBe(other.id);
    const receipts = await client.send([one, other, one]);
    expect(receipts.map(({ id }) => id)).toEqual([one.id, other.id, one.id]);
    expect(broker.sent.map(({ id }) => id)).toEqual([one.id, other.id, one.id]);
  });

  test("altered, it is sent, and dies where there are keys", async () => {
    const { client, broker, invoke, reasons } = store();
    ran.length = 0;
    const message = await client.prepare(note, ["ann"]);
    await client.send([{ ...message, body: message.body.replace("ann", "eve") }]);
    await invoke(broker.sent[0]?.body ?? "");
    expect([ran, reasons()]).toEqual(keys === undefined ? [["eve"], []] : [[], ["bad_signature"]]);
  });

  test("its large arguments are stored when it is prepared", async () => {
    const { client, broker, objects, invoke } = store();
    ran.length = 0;
    const big = "x".repeat(2_000_000);
    const message = await client.prepare(note, [big]);
    expect(objects.size).toBe(1);
    await client.send([message]);
    await invoke(broker.sent[0]?.body ?? "");
    expect([ran, objects.size]).toEqual([[big], 0]);
  });
});

test("a delay counts from its preparing: sent later, what is left of it, and nothing when that is over", async () => {
  const { client, broker, clock } = aStore(jobs);
  const soon = await client.prepare(note, [1], { delay: "10 minutes" });
  const far = await client.prepare(note, [1], { delay: "1 day" });
  await clock.advance(6 * 60_000);
  const receipts = await client.send([soon, far]);
  expect(broker.sent).toMatchObject([
    { delaySeconds: 240 },
    { delaySeconds: 900, dueAt: Date.parse("2026-11-22T10:00:00Z") },
  ]);
  expect(receipts.map(({ dueAt }) => dueAt.toISOString())).toEqual([
    "2026-11-21T10:10:00.000Z",
    "2026-11-22T10:00:00.000Z",
  ]);
  await clock.advance(2 * 86_400_000);
  await client.send([soon, far]);
  expect(broker.sent.slice(2).map(({ delaySeconds }) => delaySeconds)).toEqual([0, 0]);
});

test("it keeps its job's priority, and expires as long after its preparing as after an enqueue", async () => {
  const { client, broker, clock, invoke, events } = aStore(jobs);
  ran.length = 0;
  const message = await client.prepare(urgent, [1]);
  expect(message.priority).toBe("high");
  await clock.advance(61 * 60_000);
  await client.send([message]);
  expect(broker.sent).toMatchObject([{ priority: "high" }]);
  await invoke(message.body);
  expect([ran, events.map(({ type }) => type)]).toEqual([[], ["job.expired"]]);
});

describe("with its large arguments stored", () => {
  const big = "x".repeat(2_000_000);
  const DAY_MS = 86_400_000;

  test("sent 300 days after it was due, it finds them, also if it waits in queues for as long as it can", async () => {
    const { client, broker, clock } = aStore(jobs);
    const message = await client.prepare(note, [big], { delay: "30 days" });
    clock.sleep(330 * DAY_MS);
    await client.send([message]);
    const { until } = JSON.parse(broker.sent[0]?.body ?? "").payload;
    expect(Date.parse(until)).toBeGreaterThanOrEqual(clock.now() + 28 * DAY_MS);
  });

  test("sent so late that they may be gone when it runs, it is refused, and its neighbours are sent", async () => {
    const { client, broker, clock } = aStore(jobs);
    const messages = [await client.prepare(note, [big]), await client.prepare(note, ["small"])];
    clock.sleep(372 * DAY_MS);
    const error = await client.send(messages).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      constructor: EnqueueManyError,
      entries: [
        { ok: false, error: { code: "store_failed", message: expect.stringContaining("Prepare it again") } },
        { ok: true },
      ],
    });
    expect(broker.sent.map(({ id }) => id)).toEqual([messages[1]?.id]);
  });
});

test("an empty list is sent without asking anybody", async () => {
  expect(await createClient({ mode: "sqs" }).send([])).toEqual([]);
});

const good = { id: "m-1", job: "note", priority: "low", body: '{"function":"note","args":[],"id":"m-1"}' };

test.each<[string, unknown]>([
  ["no list", good],
  ["a text", JSON.stringify([good])],
  ["nothing", undefined],
  ["null in it", [null]],
  ["no body", [{ ...good, body: undefined }]],
  ["a body that is no text", [{ ...good, body: JSON.parse(good.body) }]],
  ["no priority", [{ ...good, priority: "normal" }]],
  ["another priority than its body's", [{ ...good, body: good.body.replace("{", '{"priority":"high",') }]],
  ["another id than its body's", [{ ...good, id: "m-2" }]],
  ["no id", [{ ...good, id: "", body: '{"function":"note","args":[]}' }]],
  ["another job than its body's", [{ ...good, job: "other" }]],
  ["a body that is not JSON", [{ ...good, body: "{" }]],
  ["a body without arguments", [{ ...good, body: '{"function":"note","id":"m-1"}' }]],
  ["a body of a later version", [{ ...good, body: good.body.replace("{", '{"errand":2,') }]],
])("%s is refused before anything is sent", async (_, list) => {
  const { client, broker } = aStore(jobs);
  const all = Array.isArray(list) ? [good, ...list] : list;
  await expect(client.send(all as never)).rejects.toMatchObject({
    code: "invalid_option",
    message: expect.stringMatching(/^client\.send\(messages\).*Nothing was sent\./s),
  });
  expect(broker.sent).toEqual([]);
});

test.each<[string, unknown, string | RegExp]>([
  ["a text", JSON.stringify(good), "got a text: parse the JSON first, JSON.parse(text). Nothing was sent."],
  ["no worker's", { ...good, body: "{" }, /[^.]\. Nothing was sent\./],
])("%s: the sentence says what to do, with one full stop", async (_, message, expected) => {
  await expect(aStore(jobs).client.send([message] as never)).rejects.toThrow(expected);
});

test("where some are not accepted, each is told", async () => {
  const { client, broker } = aStore(jobs);
  const messages = [await client.prepare(note, [1]), await client.prepare(note, [2])];
  broker.refusal = new Error("away");
  const error = await client.send(messages).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ constructor: EnqueueManyError, entries: [{ ok: false }, { ok: false }] });
});

describe.each(["inline", "background"] as const)("in mode %s", (mode) => {
  test("it runs here, given its jobs; without them, it is told", async () => {
    ran.length = 0;
    const client = createClient({ mode, onEvent: () => {} });
    const message = await client.prepare(note, ["ann"]);
    await client.send([message], { jobs });
    await client.drain();
    expect(ran).toEqual(["ann"]);
    const error = await client.send([message]).catch((thrown: unknown) => thrown);
    expect(String((error as Error).message)).toMatch(/jobs/);
    await expect(client.send([message], { job: jobs } as never)).rejects.toMatchObject({ code: "invalid_option" });
  });

  test("what was prepared for a queue, with its large arguments stored, runs here too", async () => {
    ran.length = 0;
    const { client, aClient, objects, clock } = aStore(jobs);
    const big = "x".repeat(2_000_000);
    const message = await client.prepare(note, [big]);
    const here = aClient({ mode, onEvent: () => {} });
    await here.send([message], { jobs });
    const drained = here.drain();
    await clock.advance(1000);
    await drained;
    expect([ran, objects.size]).toEqual([[big], 0]);
  });
});
