import { current, job, lazy } from "errand";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { definitionOf } from "../../lib/core/definition.ts";

describe("a job stays a function", () => {
  test("a direct call gives what the function gives, at once", () => {
    const add = job("add", (a: number, b: number) => a + b);
    expect(add(1, 2)).toBe(3);
  });

  test("a direct call keeps `this`, throws what the function throws, and is no run", () => {
    const method = job("method", function (this: { n: number }) {
      return [this.n, current()];
    });
    expect(method.call({ n: 7 })).toEqual([7, undefined]);
    const broken = job("broken", () => {
      throw new TypeError("no");
    });
    expect(() => broken()).toThrow(TypeError);
  });

  test("it is named as the job is", () => {
    expect(job("send-welcome", () => 1).name).toBe("send-welcome");
  });

  test("a lazy function is loaded at the first call only", async () => {
    let loads = 0;
    const shout = job(
      "shout",
      lazy(async () => {
        loads += 1;
        return { default: (text: string) => text.toUpperCase() };
      }),
    );
    expect(loads).toBe(0);
    expect(await shout("a")).toBe("A");
    expect(await shout("b")).toBe("B");
    expect(loads).toBe(1);
  });

  test("a failed load is tried again at the next call", async () => {
    let loads = 0;
    const late = job(
      "late",
      lazy(async () => {
        loads += 1;
        if (loads === 1) throw new Error("no such file yet");
        return (n: number) => n * 2;
      }),
    );
    await expect(late(1)).rejects.toThrow("no such file yet");
    expect(await late(2)).toBe(4);
  });

  test("a lazy module without a function says what to export", async () => {
    const empty = job(
      "empty",
      lazy(async () => ({ default: 1 as unknown as () => void })),
    );
    await expect(empty()).rejects.toThrow(/Export the job's function as the module's default/);
  });
});

test.each([
  ["a text", "resize-image"],
  ["a number as its default", { default: 7 }],
  ["no default", { resizeImage: () => 1 }],
])("lazy refuses %s where a function must be, and tries again at the next call", async (_, first) => {
  const loads: unknown[] = [first, { default: (n: number) => n * 2 }];
  const resize = job(
    "resize",
    lazy(async () => loads.shift() as { default: (n: number) => number }),
  );
  await expect(resize(1)).rejects.toMatchObject({
    code: "invalid_option",
    message: expect.stringMatching(/^lazy\(…\) must load a function, got /),
  });
  expect(await resize(2)).toBe(4);
});

describe("a schema is gone through by a direct call too", () => {
  test.each([
    ["zod", z.tuple([z.string().transform((text) => text.length)])],
    [
      "valibot",
      v.pipe(
        v.tuple([
          v.pipe(
            v.string(),
            v.transform((text) => text.length),
          ),
        ]),
      ),
    ],
  ])("with %s the function gets the schema's output", async (_, args) => {
    const double = job("double", (length: number) => length * 2, { args });
    expect(await double("four")).toBe(8);
  });

  test("what the schema refuses is named by its path", async () => {
    const args = z.tuple([z.object({ email: z.email() })]);
    const welcome = job("welcome", (member: { email: string }) => member.email, { args });
    await expect(welcome({ email: "ann" })).rejects.toMatchObject({
      code: "invalid_args",
      message: expect.stringMatching(/^Job "welcome": its schema does not accept the arguments: args\[0\]\.email: /),
    });
  });
});

describe("a definition is checked where it is made", () => {
  test.each(["", "-a", "a b", "ä", "a".repeat(129), "a\n", null, 7, undefined])("the name %j is refused", (name) => {
    expect(() => job(name as string, () => 1)).toThrow(expect.objectContaining({ code: "invalid_name" }));
  });

  test.each(["a", "send-welcome", "billing.invoice/v2:retry_1", "9", "a".repeat(128)])(
    "the name %j is taken",
    (name) => {
      expect(definitionOf(job(name, () => 1))?.name).toBe(name);
    },
  );

  test.each<[string, object, string]>([
    ["an unknown priority", { priority: "urgent" }, '"priority" must be one of "high", "low", got "urgent"'],
    ["no attempt at all", { retry: { attempts: 0 } }, '"retry.attempts" must be a whole number from 1 to 1000, got 0'],
    ["half an attempt", { retry: { attempts: 1.5 } }, "got 1.5"],
    ["too many attempts", { retry: { attempts: 1001 } }, "got 1001"],
    ["a negative wait", { retry: { min: -1 } }, '"retry.min" must be 0 seconds to 10 years, got -1'],
    [
      "a longest wait under the shortest",
      { retry: { min: "1h", max: "1m" } },
      '"retry.max" must be 1 hour to 10 years',
    ],
    [
      "a misspelt option",
      { prioritiy: "high" },
      'has no option "prioritiy"; it knows priority, retry, timeout, thread, compress, expiresIn, redact, schedule, args',
    ],
    ["a misspelt retry option", { retry: { atempts: 3 } }, 'has no option "atempts"'],
    ["a schema that is none", { args: {} }, '"args" must be a Standard Schema'],
    ["options that are no object", ["high"], "must be an object, got an array of 1"],
  ])("%s is refused", (_, options, message) => {
    expect(() => job("welcome", () => 1, options)).toThrow(
      expect.objectContaining({ code: "invalid_option", message: expect.stringContaining(message) }),
    );
  });

  test("what is no function is refused", () => {
    expect(() => job("welcome", "x" as unknown as () => void)).toThrow(/must be a function or lazy/);
  });

  test("left alone, a job is low, has 8 attempts, 10 seconds to 1 hour apart", () => {
    expect(definitionOf(job("plain", () => 1))).toMatchObject({
      priority: "low",
      retry: { attempts: 8, minSeconds: 10, maxSeconds: 3600 },
    });
  });

  test("a shortest wait over an hour moves the longest along", () => {
    expect(definitionOf(job("slow", () => 1, { retry: { min: "2h" } }))?.retry.maxSeconds).toBe(7200);
  });
});
