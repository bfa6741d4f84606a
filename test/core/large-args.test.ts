import { gzipSync } from "node:zlib";
import { discard, job, snooze } from "errand";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StoredPayload } from "../../lib/core/payload.ts";
import { aStore } from "../support/a-store.ts";
import { KEYS } from "../support/signed.ts";

const MB = 1_048_576;
const big = "x".repeat(2 * MB);
const retry = { attempts: 2, min: 1, max: 1 };

function someJobs() {
  const got: unknown[][] = [];
  let does: () => unknown = () => {};
  const run = (...args: unknown[]) => {
    got.push(args);
    return does();
  };
  const jobs = {
    plain: job("plain", run, { retry }),
    packed: job("packed", run, { retry, compress: true }),
    small: job("small", (_: string) => void got.push(["small"])),
    brief: job("brief", run, { retry, expiresIn: "1 minute" }),
  };
  return {
    jobs,
    got,
    /** What each run does from now on. */
    let(next: () => unknown) {
      does = next;
    },
  };
}

const payloadOf = (body = "{}"): StoredPayload => JSON.parse(body).payload;

describe("any arguments", () => {
  test.each([undefined, KEYS])(
    "arrive as they were: plain, compressed, stored, both; with the keys %s",
    async (keys) => {
      const { jobs, got } = someJobs();
      const plain = aStore(jobs, { ...(keys !== undefined && { keys }) });
      const stored = aStore(jobs, { settings: { largeArgs: { above: 0 } }, ...(keys !== undefined && { keys }) });
      await fc.assert(
        fc.asyncProperty(fc.array(fc.jsonValue({ stringUnit: "binary" })), async (args) => {
          const expected = JSON.stringify(args);
          for (const { client, broker, invoke, objects } of [plain, stored]) {
            for (const name of ["plain", "packed"] as const) {
              await client.enqueue(jobs[name], args);
              expect(await invoke(broker.sent.at(-1)?.body ?? "")).toEqual([]);
              expect(JSON.stringify(got.at(-1))).toBe(expected);
            }
            expect(objects.size).toBe(0);
          }
        }),
        { numRuns: 60 },
      );
      expect([...plain.broker.buried, ...stored.broker.buried]).toEqual([]);
    },
  );
});

describe("where they go", () => {
  test("up to what a message has room for they are in it; beyond, in the bucket, with bytes and hash", async () => {
    const { jobs } = someJobs();
    const { client, broker, objects } = aStore(jobs);
    await client.enqueue(jobs.plain, ["x".repeat(1_000_000)]);
    expect(objects.size).toBe(0);
    await client.enqueue(jobs.plain, [big]);
    const [key = ""] = objects.keys();
    const payload = payloadOf(broker.sent[1]?.body);
    expect(payload).toMatchObject({
      bucket: "jobs",
      key,
      bytes: 2 * MB + 4,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(key).toMatch(/^d30\/2026-11-21\/[0-9a-f-]{36}$/);
    expect(JSON.parse(broker.sent[1]?.body ?? "")).not.toHaveProperty("args");
  });

  test("`above` stores what is larger, and no more", async () => {
    const { jobs } = someJobs();
    const { client, objects } = aStore(jobs, { settings: { largeArgs: { above: 100 } } });
    await client.enqueue(jobs.plain, ["x".repeat(96)]);
    expect(objects.size).toBe(0);
    await client.enqueue(jobs.plain, ["x".repeat(97)]);
    expect(objects.size).toBe(1);
  });

  test("compressed, what has room in the message stays in it, and what grows is left as it is", async () => {
    const { jobs } = someJobs();
    const { client, broker, objects } = aStore(jobs);
    await client.enqueue(jobs.packed, [big]);
    await client.enqueue(jobs.packed, ["short"]);
    expect(objects.size).toBe(0);
    const [first, second] = broker.sent.map(({ body }) => JSON.parse(body));
    expect(first.payload).toEqual({ encoding: "gzip", data: expect.any(String) });
    expect(second).toMatchObject({ args: ["short"] });
  });

  test("characters that a message writes as escapes count as such", async () => {
    const { jobs, got } = someJobs();
    const { client, broker, objects, invoke } = aStore(jobs);
    const text = "\ufffe".repeat(300_000); // 900 kB of UTF-8, 1.8 MB in the message
    await client.enqueue(jobs.plain, [text]);
    expect(Buffer.byteLength(broker.sent[0]?.body ?? "")).toBeLessThan(MB);
    expect(objects.size).toBe(1);
    await invoke(broker.sent[0]?.body ?? "");
    expect(got).toEqual([[text]]);
  });

  test("more than 64 MiB is refused, and nothing stored", async () => {
    const { jobs } = someJobs();
    const { client, asked } = aStore(jobs);
    const huge = "x".repeat(64 * MB);
    const message = expect.stringMatching(/its arguments may be at most 67,108,864 bytes, got 67,.* Send less/);
    await expect(client.enqueue(jobs.plain, [huge])).rejects.toMatchObject({ code: "args_too_large", message });
    await expect(client.enqueue(jobs.packed, [huge])).rejects.toMatchObject({ code: "args_too_large", message });
    expect(asked).toEqual([]);
  });

  test.each([
    ["plain", ["x".repeat(97)], "more than 100 bytes (largeArgs.above) go through a bucket, got 101 and no bucket."],
    [
      "packed",
      ["abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".repeat(3)],
      "(largeArgs.above) go through a bucket",
    ],
    ["plain", [big], "its message may be at most 1,032,192 bytes, got 2,097"],
  ] as const)("without a bucket, %s says why one is needed", async (name, args, message) => {
    const { jobs } = someJobs();
    const { client, broker } = aStore(jobs, { settings: { largeArgs: { above: 100 } }, hasBucket: false });
    const refusal = client.enqueue(jobs[name], args);
    await expect(refusal).rejects.toMatchObject({ code: "args_too_large", message: expect.stringContaining(message) });
    expect(broker.sent).toEqual([]);
  });

  test.each([
    [undefined, "d30", 29],
    ["1 day", "d30", 29],
    ["2 days", "d400", 399],
    ["1 year", "d400", 399],
    ["2 years", "d4000", 3999],
    ["10 years", "d4000", 3999],
  ])("with a delay of %s, in the class %s", async (delay, prefix, days) => {
    const { jobs } = someJobs();
    const { client, broker, objects } = aStore(jobs);
    await client.enqueue(jobs.plain, [big], delay === undefined ? undefined : ({ delay } as never));
    const [key = ""] = objects.keys();
    expect(key).toMatch(new RegExp(`^${prefix}/2026-11-21/`));
    const until = new Date(Date.parse("2026-11-21T10:00:00Z") + days * 86_400_000).toISOString();
    expect(payloadOf(broker.sent[0]?.body).until).toBe(until);
  });

  test("what may be kept in a spool or an outbox first, in one that outlasts that", async () => {
    const { jobs } = someJobs();
    const { client, aClient, objects } = aStore(jobs);
    await client.prepare(jobs.plain, [big]);
    await client.prepare(jobs.plain, [big], { delay: "100 days" });
    await aClient({ mode: "sqs", whenUnavailable: ["run", "spool"] }).enqueue(jobs.plain, [big]);
    expect([...objects.keys()].map((key) => key.split("/")[0])).toEqual(["d400", "d4000", "d400"]);
  });

  test("where they can't be stored, nothing is enqueued, and the error is the bucket's", async () => {
    const { jobs } = someJobs();
    const { client, broker, state } = aStore(jobs);
    state.away = Object.assign(new Error("away"), { code: "store_failed" });
    await expect(client.enqueue(jobs.plain, [big])).rejects.toBe(state.away);
    expect(broker.sent).toEqual([]);
  });
});

describe("how long they stay", () => {
  const enqueued = async (name: "plain" | "brief" = "plain") => {
    const app = someJobs();
    const store = aStore(app.jobs);
    await store.client.enqueue(app.jobs[name], [big]);
    return { ...app, ...store, body: store.broker.sent[0]?.body ?? "" };
  };

  test("until the job is done; the message goes first", async () => {
    const { invoke, body, objects, broker, asked } = await enqueued();
    expect(await invoke(body)).toEqual([]);
    expect(objects.size).toBe(0);
    expect(broker.acknowledged).toHaveLength(1);
    expect(asked.map((what) => what.split(" ")[0])).toEqual(["put", "get", "remove"]);
  });

  test("where the message can't be deleted before them, the runtime is to do it, and they stay for when it comes again", async () => {
    const { invoke, body, objects, broker, events } = await enqueued();
    broker.refusal = new Error("away");
    expect(await invoke(body)).toEqual([]);
    expect(objects.size).toBe(1);
    expect(events.map(({ type }) => type)).toEqual(["job.started", "job.completed", "payload.left"]);
    broker.refusal = undefined;
    expect(await invoke(body)).toEqual([]);
    expect(objects.size).toBe(0);
  });

  test("until it is discarded, or has expired", async () => {
    const one = await enqueued();
    one.let(() => discard("no"));
    await one.invoke(one.body);
    expect(one.objects.size).toBe(0);
    const other = await enqueued("brief");
    await other.clock.advance(61_000);
    await other.invoke(other.body);
    expect(other.got).toEqual([]);
    expect(other.objects.size).toBe(0);
  });

  test("through its retries and its death", async () => {
    const { invoke, body, objects, broker, let: does, got, clock, reasons } = await enqueued();
    does(() => {
      throw new Error("no");
    });
    await invoke(body);
    expect(payloadOf(broker.retried[0]?.body)).toEqual(payloadOf(body));
    await clock.advance(60_000);
    await invoke(broker.retried[0]?.body ?? "");
    expect(got).toEqual([[big], [big]]);
    expect(reasons()).toEqual(["attempts_exhausted"]);
    expect(payloadOf(broker.buried[0]?.body)).toEqual(payloadOf(body));
    expect(objects.size).toBe(1);
  });

  test("a snooze of a year stores them anew, for longer", async () => {
    const { invoke, body, objects, broker, let: does } = await enqueued();
    does(() => snooze("1 year"));
    await invoke(body);
    const payload = payloadOf(broker.retried[0]?.body);
    expect(payload.key).toMatch(/^d400\//);
    expect(objects.has(payload.key)).toBe(true);
    expect(payload).toMatchObject({ sha256: payloadOf(body).sha256, until: "2027-12-25T10:00:00.000Z" });
  });

  test("what can't be deleted is told, and the job is done", async () => {
    const { invoke, body, events, let: does, state, objects } = await enqueued();
    does(() => {
      state.away = new Error("S3 is away");
    });
    expect(await invoke(body)).toEqual([]);
    expect(objects.size).toBe(1);
    expect(events.map(({ type }) => type)).toEqual(["job.started", "job.completed", "payload.left"]);
    expect(events[2]).toMatchObject({ job: "plain", error: { message: "S3 is away" } });
  });
});

describe("what can't be had", () => {
  const enqueued = async () => {
    const app = someJobs();
    const store = aStore(app.jobs);
    await store.client.enqueue(app.jobs.plain, [big]);
    await store.client.enqueue(app.jobs.small, ["a neighbour"]);
    const [large, small] = store.broker.sent.map(({ body }) => body);
    const message = JSON.parse(large ?? "") as { readonly id: string; readonly payload: StoredPayload };
    const changed = (changes: object) => JSON.stringify({ ...message, payload: { ...message.payload, ...changes } });
    return { ...app, ...store, large: large ?? "", small: small ?? "", changed, message };
  };
  type Enqueued = Awaited<ReturnType<typeof enqueued>>;

  test.each<[string, string, (one: Enqueued) => string]>([
    [
      "nothing is there",
      "payload_missing",
      ({ objects, large }) => {
        objects.clear();
        return large;
      },
    ],
    [
      "it is longer",
      "payload_altered",
      ({ objects, large, message: { payload } }) => {
        objects.set(payload.key, Buffer.from(`${JSON.stringify([big])} `));
        return large;
      },
    ],
    [
      "it is something else",
      "payload_altered",
      ({ objects, large, message: { payload } }) => {
        objects.set(payload.key, Buffer.from(JSON.stringify([big.replace("x", "y")])));
        return large;
      },
    ],
    ["its hash is another's", "payload_altered", ({ changed }) => changed({ sha256: "0".repeat(64) })],
    ["it is in another bucket", "foreign_bucket", ({ changed }) => changed({ bucket: "another" })],
    ["it is not gzip", "malformed", ({ changed }) => changed({ encoding: "gzip" })],
    ["its bucket is none", "malformed", ({ changed }) => changed({ bucket: "" })],
    ["its bucket is no text", "malformed", ({ changed }) => changed({ bucket: 7 })],
    ["its key is none", "malformed", ({ changed }) => changed({ key: undefined })],
    ["its key is too long", "malformed", ({ changed }) => changed({ key: "k".repeat(1025) })],
    [
      "its key is another job's",
      "malformed",
      ({ changed }) => changed({ key: `d30/2026-11-21/${crypto.randomUUID()}` }),
    ],
    ["its key has no class", "malformed", ({ changed, message }) => changed({ key: `d31/2026-11-21/${message.id}` })],
    ["its key has no day", "malformed", ({ changed, message }) => changed({ key: `d30/${message.id}` })],
    ["its key has more", "malformed", ({ changed, message }) => changed({ key: `x/d30/2026-11-21/${message.id}` })],
    ["its size is none", "malformed", ({ changed }) => changed({ bytes: -1 })],
    ["its size is no whole number", "malformed", ({ changed }) => changed({ bytes: 1.5 })],
    ["its size is beyond what anybody may store", "malformed", ({ changed }) => changed({ bytes: 64 * MB + 1 })],
    ["its hash is none", "malformed", ({ changed }) => changed({ sha256: "abc" })],
    ["its encoding is unknown", "malformed", ({ changed }) => changed({ encoding: "br" })],
    ["its end is no time", "malformed", ({ changed }) => changed({ until: "soon" })],
    ["it is both stored and not", "malformed", ({ changed }) => changed({ data: "", encoding: "gzip" })],
    ["it is no object", "malformed", ({ large }) => JSON.stringify({ ...JSON.parse(large), payload: "x" })],
    ["it is null", "malformed", ({ large }) => JSON.stringify({ ...JSON.parse(large), payload: null })],
    ["there are arguments beside it", "malformed", ({ large }) => JSON.stringify({ ...JSON.parse(large), args: [] })],
  ])("%s: dead as %s, not run; its neighbour runs", async (_, reason, change) => {
    const one = await enqueued();
    expect(await one.invoke(change(one), one.small)).toEqual([]);
    expect(one.got).toEqual([["small"]]);
    expect(one.reasons()).toEqual([reason]);
  });

  test.each<[string, string]>([
    ["not base64, nor gzip", "%%%"],
    ["empty", ""],
    ["cut off", gzipSync("[1]").subarray(0, 15).toString("base64")],
    ["no list", gzipSync('{"0":1}').toString("base64")],
    ["no JSON", gzipSync("[1").toString("base64")],
    ["a bomb of more than 64 MiB", gzipSync(Buffer.alloc(65 * MB, "1")).toString("base64")],
  ])("compressed in the message, and %s: malformed; its neighbour runs", async (_, data) => {
    const one = await enqueued();
    const bomb = JSON.stringify({ function: "plain", payload: { encoding: "gzip", data } });
    expect(await one.invoke(bomb, one.small)).toEqual([]);
    expect(one.got).toEqual([["small"]]);
    expect(one.reasons()).toEqual(["malformed"]);
  });

  test("a bucket that doesn't answer: it waits, and runs when it is back; its neighbour runs at once", async () => {
    const { invoke, large, small, got, state, broker, events, clock } = await enqueued();
    state.away = new Error("S3 is away");
    expect(await invoke(large, small)).toEqual([]);
    expect(got).toEqual([["small"]]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: "job.postponed", why: "payload_unavailable", delaySeconds: 10 }),
    );
    await clock.advance(10_000);
    state.away = undefined;
    expect(await invoke(broker.retried[0]?.body ?? "")).toEqual([]);
    expect(got).toEqual([["small"], [big]]);
    expect(JSON.parse(broker.retried[0]?.body ?? "")).toMatchObject({
      attempt: 1,
      unreadSince: "2026-11-21T10:00:00.000Z",
    });
  });

  test("after an hour of that it is dead, with its arguments where they are", async () => {
    const { invoke, large, got, state, broker, clock, objects, reasons } = await enqueued();
    state.away = new Error("S3 is away");
    let body = large;
    let tries = 0;
    while (broker.buried.length === 0 && tries < 100) {
      tries += 1;
      broker.retried.length = 0;
      expect(await invoke(body)).toEqual([]);
      body = broker.retried[0]?.body ?? "";
      await clock.advance((broker.retried[0]?.delaySeconds ?? 0) * 1000);
    }
    expect(reasons()).toEqual(["payload_unavailable"]);
    expect(clock.now() - Date.parse("2026-11-21T10:00:00Z")).toBeLessThan(3_900_000);
    expect(tries).toBeLessThan(25);
    expect([got, objects.size]).toEqual([[], 1]);
  });
});
