import { AsyncLocalStorage } from "node:async_hooks";
import { configure, current, drain, isErrandError, job } from "errand";
import { createHarness } from "errand/testing";
import { afterEach, describe, expect, test } from "vitest";
import { within } from "../../lib/core/context.ts";

afterEach(() => configure({ context: undefined, mode: undefined, onEvent: undefined }));

const storage = new AsyncLocalStorage<unknown>();
const carried = {
  capture: () => storage.getStore(),
  restore: (context: unknown, run: () => Promise<unknown>) => storage.run(context, run),
};

describe("what is captured", () => {
  const note = job("note", () => {});
  const enqueue = async (context: unknown) => {
    await using harness = createHarness({ note });
    return storage.run(context, async () => {
      await note.enqueue();
      return harness.sent.length;
    });
  };
  const loop: { self?: unknown } = {};
  loop.self = loop;

  test.each([
    ["an object of 4,096 bytes", { t: "x".repeat(4096 - 8) }],
    ["of many bytes a character", "ä".repeat(2047)],
    ["null", null],
    ["false", false],
    ["nothing", undefined],
  ])("%s travels", async (_, context) => {
    configure({ context: carried });
    expect(await enqueue(context)).toBe(1);
  });

  test.each<[string, unknown, RegExp]>([
    ["an object of 4,097 bytes", { t: "x".repeat(4097 - 8) }, /at most 4,096 bytes, got 4,097\./],
    ["of many bytes a character", "ä".repeat(2048), /got 4,098\./],
    ["a Date", { at: new Date() }, /got a Date at context\.at; send \.toISOString\(\)/],
    ["undefined inside", { tenant: undefined }, /got undefined at context\.tenant/],
    ["a function", () => {}, /got a function/],
    ["a cycle", loop, /got a cycle at context\.self/],
    ["a promise", Promise.resolve(1), /got a Promise; await it first/],
    ["a Map", new Map(), /got a Map/],
    ["no number", { n: Number.NaN }, /got NaN at context\.n/],
  ])("%s: nothing is enqueued", async (_, context, said) => {
    configure({ context: carried });
    const error = await enqueue(context).catch((thrown: unknown) => thrown);
    expect(isErrandError(error, "invalid_context")).toBe(true);
    expect(String(error)).toMatch(said);
    expect(String(error)).toContain("Nothing was enqueued.");
  });

  test("a capture that throws is told, with what it threw", async () => {
    configure({
      context: {
        capture: () => {
          throw new TypeError("no request");
        },
      },
    });
    await expect(enqueue({})).rejects.toMatchObject({
      code: "invalid_context",
      message: expect.stringContaining("but threw: no request"),
      cause: { name: "TypeError" },
    });
  });

  test("is taken at once: what changes afterwards does not travel", async () => {
    const tenant = { name: "a" };
    configure({ context: { capture: () => tenant } });
    const seen: unknown[] = [];
    const look = job("look", () => void seen.push(current()?.context));
    await using harness = createHarness({ look });
    const enqueuing = look.enqueue();
    tenant.name = "b";
    await enqueuing;
    await harness.drain();
    expect(seen).toEqual([{ name: "a" }]);
  });
});

describe("around the run", () => {
  const once = { retry: { attempts: 1 } };

  test("in every mode, and a job that a job enqueues has what is there then", async () => {
    const seen: unknown[] = [];
    const inner = job("inner", () => void seen.push(["inner", storage.getStore(), current()?.context]));
    const outer = job("outer", async () => {
      seen.push(["outer", storage.getStore()]);
      await inner.enqueue();
      await storage.run("changed", () => inner.enqueue());
    });
    const expected = [
      ["outer", "t-42"],
      ["inner", "t-42", "t-42"],
      ["inner", "changed", "changed"],
    ];
    configure({ context: carried, mode: "inline" });
    await storage.run("t-42", () => outer.enqueue());
    expect(seen.splice(0)).toEqual(expected);

    configure({ mode: "background" });
    await storage.run("t-42", () => outer.enqueue());
    await drain();
    expect(seen.splice(0)).toEqual(expected);

    configure({ mode: undefined });
    await using harness = createHarness({ inner, outer });
    await storage.run("t-42", () => outer.with({ delay: "3 days" }).enqueue());
    await harness.advance("4 days");
    expect(seen).toEqual(expected);
  });

  test("without `restore` it is in current().context; without context, `restore` is not called", async () => {
    let restored = 0;
    const seen: unknown[] = [];
    const look = job("look", () => void seen.push(current()?.context));
    await using harness = createHarness({ look });
    configure({ context: { capture: () => undefined, restore: () => restored++ } });
    await look.enqueue();
    await harness.drain();
    expect([seen, restored]).toEqual([[undefined], 0]);
  });

  test.each<[string, (context: never, run: () => Promise<unknown>) => unknown, string, number]>([
    ["throws", () => Promise.reject(new Error("no such tenant")), "Error: no such tenant", 0],
    ["does not call run", () => {}, "ErrandError: configure({ context: { restore } }) must call the function", 0],
    [
      "throws after the run",
      async (_, run) => {
        await run();
        throw new Error("too late");
      },
      "Error: too late",
      1,
    ],
  ])("a `restore` that %s is a failed attempt", async (_, restore, said, runs) => {
    let ran = 0;
    const look = job("look", () => ran++, once);
    configure({ context: { capture: () => 1, restore } });
    await using harness = createHarness({ look });
    await look.enqueue();
    await harness.drain();
    expect(ran).toBe(runs);
    const [{ error } = {}] = harness.dead;
    expect(`${error?.name}: ${error?.message}`).toContain(said);
  });

  test.each<[string, (context: never, run: () => Promise<unknown>) => unknown]>([
    ["calls run twice", (_, run) => Promise.all([run(), run()])],
    ["doesn't await it", (_, run) => void run()],
    ["returns nothing of it", async (_, run) => void (await run())],
  ])("a `restore` that %s runs the job once, to its end", async (_, restore) => {
    let ended = 0;
    const look = job("look", async () => {
      await new Promise(setImmediate);
      ended += 1;
    });
    configure({ context: { capture: () => 1, restore } });
    await using harness = createHarness({ look });
    await look.enqueue();
    await harness.drain();
    expect([ended, harness.ran]).toMatchObject([1, [{ outcome: "completed" }]]);
  });

  test("a `restore` that swallows what the job throws hides no failure", async () => {
    const restore = (_: never, run: () => Promise<unknown>) => run().catch(() => {});
    configure({ context: { capture: () => 1, restore } });
    const fail = job("fail", () => Promise.reject(new Error("no")), once);
    await using harness = createHarness({ fail });
    await fail.enqueue();
    await harness.drain();
    expect(harness.dead).toMatchObject([{ error: { message: "no" } }]);
  });

  test("a `restore` that throws while the job runs waits for it, and nothing is left unhandled", async () => {
    const gate = Promise.withResolvers<void>();
    const restoring = within(
      (_, run) => {
        void run();
        throw new Error("torn");
      },
      1,
      () => gate.promise,
    );
    gate.reject(new Error("the job's own"));
    await expect(restoring).rejects.toThrow("the job's own");
  });

  test("a `restore` that looks at the run late leaves nothing unhandled: what the job threw comes out", async () => {
    const gate = Promise.withResolvers<void>();
    const restoring = within(
      async (_, run) => {
        const running = run();
        await gate.promise;
        return running;
      },
      1,
      () => Promise.reject(new Error("the job's own")),
    );
    await new Promise(setImmediate); // by now Node would have told of a rejection that nobody hears
    gate.resolve();
    await expect(restoring).rejects.toThrow("the job's own");
  });

  test("a `restore` that calls run when it has returned runs nothing: the attempt has failed by then", async () => {
    let ran = 0;
    let late: (() => Promise<unknown>) | undefined;
    const restoring = within(
      (_, run) => {
        late = run;
      },
      1,
      async () => ran++,
    );
    await expect(restoring).rejects.toMatchObject({ code: "invalid_context" });
    await expect(late?.()).rejects.toMatchObject({ code: "invalid_context" });
    expect(ran).toBe(0);
  });
});
