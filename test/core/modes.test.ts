import { AsyncLocalStorage } from "node:async_hooks";
import { current, discard, job, snooze } from "errand";
import { describe, expect, test } from "vitest";
import { createClient } from "../../lib/core/client.ts";
import type { ErrandEvent } from "../../lib/core/events.ts";
import type { Settings } from "../../lib/core/settings.ts";
import { createManualClock, settle } from "../../lib/testing/manual-clock.ts";
import { START } from "../support/kernels.ts";

function aClient(settings: Settings, random: () => number = () => 0.5) {
  const clock = createManualClock(START);
  const events: ErrandEvent[] = [];
  const listening: Settings = { onEvent: (event) => void events.push(event), ...settings };
  const client = createClient(listening, {
    connect: () => Promise.reject(new Error("no queue here")),
    environment: {},
    limits: { delaySeconds: 900, messageBytes: 1_048_576 },
    clock,
    random,
    loadListener: () => Promise.reject(new Error("the settings name the listener")),
  });
  return { client, clock, events };
}

describe("mode inline", () => {
  test("the job has run when enqueue resolves, as a run of its own", async () => {
    const { client } = aClient({ mode: "inline" });
    const seen: unknown[] = [];
    const look = job("look", (n: number) => void seen.push([n, current()?.attempt]));
    await client.enqueue(look, [1], { delay: "3 days" });
    await client.enqueueMany(look, [[2], [3]]);
    expect(seen).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
  });

  test("the arguments arrive as JSON makes them, not as the same objects", async () => {
    const { client } = aClient({ mode: "inline" });
    const given = { list: [1] };
    let got: unknown;
    await client.enqueue(
      job("take", (value: object) => {
        got = value;
      }),
      [given],
    );
    expect(got).toEqual(given);
    expect(got).not.toBe(given);
  });

  test("what the job throws is thrown to the caller, the very error", async () => {
    const { client, events } = aClient({ mode: "inline" });
    const error = new RangeError("no");
    const fail = job("fail", () => {
      throw error;
    });
    await expect(client.enqueue(fail, [])).rejects.toBe(error);
    expect(events.at(-1)).toMatchObject({ type: "job.dead", reason: "attempts_exhausted" });
  });

  test("a discarded job is done; one that puts itself off can't be, here", async () => {
    const { client } = aClient({ mode: "inline" });
    await client.enqueue(
      job("leave", () => discard("gone")),
      [],
    );
    await expect(
      client.enqueue(
        job("later", () => snooze("1h")),
        [],
      ),
    ).rejects.toThrow("asked to snooze for 1h");
  });

  test("a job may enqueue another", async () => {
    const { client } = aClient({ mode: "inline" });
    const ran: string[] = [];
    const inner = job("inner", () => void ran.push("inner"));
    const outer = job("outer", async () => {
      await client.enqueue(inner, []);
      ran.push("outer");
    });
    await client.enqueue(outer, []);
    expect(ran).toEqual(["inner", "outer"]);
  });
});

describe.each(["inline", "background"] as const)("mode %s", (mode) => {
  test("tells of a job that it was enqueued before it tells that it started", async () => {
    const { client, clock, events } = aClient({ mode });
    const note = job("note", () => {});
    await client.enqueueMany(note, [[], []]);
    await clock.advance(0);
    const ids = [...new Set(events.map(({ id }) => id))];
    const typesOf = (id: string) => events.filter((event) => event.id === id).map(({ type }) => type);
    expect(ids.map(typesOf)).toEqual(Array(2).fill(["job.enqueued", "job.started", "job.completed"]));
  });

  test("runs each job's own function, though two have one name", async () => {
    const { client, clock } = aClient({ mode });
    const ran: string[] = [];
    const first = job("twin", (text: string) => void ran.push(`first ${text}`));
    const second = job("twin", (text: string) => void ran.push(`second ${text}`));
    await client.enqueue(first, ["a"]);
    await client.enqueue(second, ["b"]);
    await client.enqueue(first, ["c"]);
    await clock.advance(0);
    expect(ran).toEqual(["first a", "second b", "first c"]);
  });
});

describe("mode background", () => {
  test("a job's retry runs its own function too, though another has its name", async () => {
    const { client, clock } = aClient({ mode: "background" });
    const ran: string[] = [];
    const once = { retry: { min: 10, max: 10 } };
    const first = job(
      "twin",
      () => {
        ran.push("first");
        if (ran.length < 3) throw new Error("again");
      },
      once,
    );
    const second = job("twin", () => void ran.push("second"), once);
    await client.enqueue(first, []);
    await client.enqueue(second, []);
    await clock.advance(10_000);
    expect(ran).toEqual(["first", "second", "first"]);
  });

  test("a job sees nothing of the request that enqueued it, nor of the run", async () => {
    const { client, clock } = aClient({ mode: "background" });
    const request = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const inner = job("inner", () => void seen.push([request.getStore(), current()?.job]));
    const outer = job("outer", async () => {
      await request.run("inside the run", () => client.enqueue(inner, []));
      seen.push([request.getStore(), current()?.job]);
    });
    await request.run("request 1", async () => {
      await client.enqueue(outer, []);
      await clock.advance(0);
    });
    expect(seen).toEqual([
      [undefined, "outer"],
      [undefined, "inner"],
    ]);
  });

  test("a job that could not be settled is tried again after a second, and drain waits for that", async () => {
    let draws = 0;
    const { client, clock, events } = aClient({ mode: "background" }, () => {
      draws += 1;
      if (draws === 1) throw new Error("chance fell over");
      return 0.5;
    });
    let runs = 0;
    const note = job("note", () => {
      runs += 1;
      if (runs === 1) throw new Error("no luck");
    });
    await client.enqueue(note, []);
    await clock.advance(999);
    expect(runs).toBe(1);
    expect(events.at(-1)).toMatchObject({ type: "delivery.returned", error: { message: "chance fell over" } });
    let drained = false;
    const draining = client.drain().then(() => {
      drained = true;
    });
    await settle();
    expect(drained).toBe(false);
    await clock.advance(1);
    expect(runs).toBe(2);
    expect(events.at(-1)).toMatchObject({ type: "job.completed", attempt: 1 });
    await draining;
  });

  test("the caller goes on before the job runs", async () => {
    const { client, clock } = aClient({ mode: "background" });
    const ran: string[] = [];
    await client.enqueue(
      job("note", (text: string) => void ran.push(text)),
      ["a"],
    );
    expect(ran).toEqual([]);
    await clock.advance(0);
    expect(ran).toEqual(["a"]);
  });

  test("of what waits, high runs before low", async () => {
    const { client, clock } = aClient({ mode: "background", concurrency: 1 });
    const ran: string[] = [];
    const finish: (() => void)[] = [];
    const note = job("note", async (text: string) => {
      ran.push(text);
      await new Promise<void>((resolve) => finish.push(resolve));
    });
    await client.enqueueMany(note, [["first"], ["low"]]);
    await client.enqueue(note, ["high"], { priority: "high" });
    for (let done = 0; done < 3; done += 1) {
      await clock.advance(0);
      finish[done]?.();
    }
    await client.drain();
    expect(ran).toEqual(["first", "high", "low"]);
  });

  test("no more run at once than allowed", async () => {
    const { client, clock } = aClient({ mode: "background", concurrency: 3 });
    let running = 0;
    let most = 0;
    const finish: (() => void)[] = [];
    const hold = job("hold", async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => finish.push(resolve));
      running -= 1;
    });
    await client.enqueueMany(
      hold,
      Array.from({ length: 10 }, () => []),
    );
    for (let done = 0; done < 10; done += 1) {
      await clock.advance(0);
      finish[done]?.();
    }
    await client.drain();
    expect([most, running, finish.length]).toEqual([3, 0, 10]);
  });

  test("a failed job is tried again after its backoff, and delays are kept, also beyond 15 minutes", async () => {
    const { client, clock } = aClient({ mode: "background" });
    const runs: number[] = [];
    const flaky = job(
      "flaky",
      () => {
        runs.push((clock.now() - START) / 1000);
        if (runs.length < 3) throw new Error("not yet");
      },
      { retry: { min: 10, max: 10 } },
    );
    await client.enqueue(flaky, [], { delay: "1h" });
    await clock.advance(3_599_000);
    expect(runs).toEqual([]);
    await clock.advance(60_000);
    expect(runs).toEqual([3600, 3610, 3620]);
    await client.drain();
  });

  test("drain waits for what is delayed, and gives up at its timeout with the counts", async () => {
    const { client, clock } = aClient({ mode: "background" });
    const note = job("note", () => {});
    await client.enqueue(note, [], { delay: 60 });
    const inTime = client.drain({ timeout: 120 });
    const tooLong = expect(client.drain({ timeout: 30 })).rejects.toMatchObject({
      code: "drain_timeout",
      message: expect.stringContaining("0 running, 0 waiting, 1 delayed"),
    });
    await clock.advance(60_000);
    await tooLong;
    await inTime;
  });

  test("a dead job is told of by an event", async () => {
    const { client, clock, events } = aClient({ mode: "background" });
    const fail = job("fail", () => Promise.reject(new Error("no")), { retry: { attempts: 1 } });
    await client.enqueue(fail, []);
    await clock.advance(0);
    await client.drain();
    expect(events.at(-1)).toMatchObject({ type: "job.dead", job: "fail", reason: "attempts_exhausted", attempt: 1 });
  });
});
