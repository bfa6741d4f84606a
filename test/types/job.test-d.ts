import { createClient, type Duration, type Enqueuer, type Job, job, lazy, type Receipt } from "errand";
import { createHandler, type SqsBatchResponse } from "errand/lambda";
import type { LocalRunner } from "errand/local";
import * as v from "valibot";
import { describe, expectTypeOf, test } from "vitest";
import * as z from "zod";

interface Member {
  readonly email: string;
  readonly name?: string;
}

const welcome = job("welcome", async (member: Member, count = 1) => `${member.email}${count}`);
const thumbnail = job(
  "thumbnail",
  lazy(async () => ({ default: (path: string, width: number) => path.length > width })),
);

describe("a job has the types of its function", () => {
  test("called directly", () => {
    expectTypeOf(welcome).parameters.toEqualTypeOf<[member: Member, count?: number | undefined]>();
    expectTypeOf(welcome({ email: "a" })).toEqualTypeOf<Promise<string>>();
    expectTypeOf(job("sync", (a: number) => a * 2)(1)).toEqualTypeOf<number>();
  });

  test("enqueued", () => {
    expectTypeOf(welcome.enqueue).parameters.toEqualTypeOf<[member: Member, count?: number | undefined]>();
    expectTypeOf(welcome.enqueue({ email: "a" })).toEqualTypeOf<Promise<Receipt>>();
    expectTypeOf(welcome.enqueueMany([[{ email: "a" }], [{ email: "b" }, 2]])).toEqualTypeOf<
      Promise<readonly Receipt[]>
    >();
    expectTypeOf(welcome.with({ delay: "3 days", priority: "high" }).enqueue).parameters.toEqualTypeOf<
      [member: Member, count?: number | undefined]
    >();
  });

  test("a generic function stays generic when called", () => {
    const same = job("same", <T>(value: T) => value);
    expectTypeOf(same("a" as const)).toEqualTypeOf<"a">();
  });

  test("as a Job of a named signature", () => {
    expectTypeOf(welcome).toExtend<Job<(member: Member) => Promise<string>>>();
  });
});

describe("a wrong argument does not compile", () => {
  test("where it is enqueued or called", () => {
    // @ts-expect-error a text is no member
    welcome.enqueue("ann@example.org");
    // @ts-expect-error the member is missing
    welcome.enqueue();
    // @ts-expect-error one argument too many
    welcome.enqueue({ email: "a" }, 1, 2);
    // @ts-expect-error a list of arguments, not an argument
    welcome.enqueueMany([{ email: "a" }]);
    // @ts-expect-error a text is no member
    welcome.with({ delay: 5 }).enqueue("ann@example.org");
    // @ts-expect-error a text is no member
    welcome("ann@example.org");
    // @ts-expect-error the width is a number
    thumbnail.enqueue("a.jpg", "wide");
    // @ts-expect-error the width is missing
    createClient().enqueue(thumbnail, ["a.jpg"]);
    // @ts-expect-error the width is a number
    createClient().enqueue(thumbnail, ["a.jpg", "wide"]);
    // @ts-expect-error one argument too many
    createClient().enqueue(thumbnail, ["a.jpg", 1, 2]);
    // @ts-expect-error the second has no width
    createClient().enqueueMany(thumbnail, [["a.jpg", 1], ["b.jpg"]]);
    createClient().enqueueMany(thumbnail, [["a.jpg", 1]]);
  });

  test("in the options", () => {
    // @ts-expect-error there are two priorities
    job("x", () => 1, { priority: "urgent" });
    // @ts-expect-error no such option
    job("x", () => 1, { prio: "high" });
    // @ts-expect-error no such unit
    welcome.with({ delay: "3 fortnights" });
    // @ts-expect-error a name is a text
    job(1, () => 1);
    // @ts-expect-error what is no job can't be enqueued
    createClient().enqueue((a: number) => a, [1]);
  });

  test("as an Enqueuer of other arguments", () => {
    // @ts-expect-error the width is no unknown
    const loose: Enqueuer<[string, unknown]> = thumbnail;
    expectTypeOf(loose).not.toBeAny();
  });

  test("a duration is a number of seconds or a number with a unit", () => {
    expectTypeOf<"90s">().toExtend<Duration>();
    expectTypeOf<"15 minutes">().toExtend<Duration>();
    expectTypeOf<"soon">().not.toExtend<Duration>();
    expectTypeOf<"90">().not.toExtend<Duration>();
  });
});

describe("a lazy function keeps its types", () => {
  test("its result becomes a promise", () => {
    expectTypeOf(thumbnail).parameters.toEqualTypeOf<[path: string, width: number]>();
    expectTypeOf(thumbnail("a.jpg", 1)).toEqualTypeOf<Promise<boolean>>();
    expectTypeOf(thumbnail.enqueue).parameters.toEqualTypeOf<[path: string, width: number]>();
  });

  test("picked from its module", () => {
    const picked = job(
      "picked",
      lazy(async () => (a: number) => String(a)),
    );
    expectTypeOf(picked(1)).toEqualTypeOf<Promise<string>>();
    const imported = job(
      "imported",
      lazy(() => import("../local/fixtures/jobs.ts").then((module) => module.echo)),
    );
    expectTypeOf(imported).parameters.toEqualTypeOf<[text: string]>();
  });
});

describe("with a schema, the caller gives its input and the function gets its output", () => {
  test("zod", () => {
    const length = job(
      "length",
      (n) => {
        expectTypeOf(n).toEqualTypeOf<number>();
        return n * 2;
      },
      { args: z.tuple([z.string().transform((text) => text.length)]) },
    );
    expectTypeOf(length).parameters.toEqualTypeOf<[string]>();
    expectTypeOf(length("four")).toEqualTypeOf<Promise<number>>();
    expectTypeOf(length.enqueue).parameters.toEqualTypeOf<[string]>();
    // @ts-expect-error the output is not what the caller gives
    length.enqueue(4);
  });

  test("valibot, and lazily loaded", () => {
    const args = v.tuple([v.string(), v.pipe(v.number(), v.integer())]);
    const pad = job(
      "pad",
      lazy(async () => (text: string, width: number) => text.padEnd(width)),
      { args },
    );
    expectTypeOf(pad.enqueue).parameters.toEqualTypeOf<[string, number]>();
    expectTypeOf(pad("a", 3)).toEqualTypeOf<Promise<string>>();
  });

  test("a readonly list", () => {
    const fixed = job("fixed", (text: string) => text, { args: z.tuple([z.string()]).readonly() });
    expectTypeOf(fixed.enqueue).parameters.toEqualTypeOf<[string]>();
    // @ts-expect-error the schema gives a text
    job("wrong", (n: number) => n, { args: z.tuple([z.string()]).readonly() });
    const pairs: readonly (readonly [path: string, width: number])[] = [["a.jpg", 1]];
    thumbnail.enqueueMany(pairs);
    welcome.with({ delay: undefined, priority: undefined });
  });

  test("a function that takes something else does not compile", () => {
    // @ts-expect-error the schema gives a number
    job("x", (text: string) => text, { args: z.tuple([z.number()]) });
  });
});

test("the doors", () => {
  expectTypeOf(createHandler({ welcome })).returns.resolves.toEqualTypeOf<SqsBatchResponse>();
  expectTypeOf<LocalRunner["counts"]>().returns.resolves.toHaveProperty("high");
});

test("a job's options have their types", () => {
  job("fine", () => {}, {
    retry: {
      backoff: (attempt) => `${attempt * 2} minutes`,
      on: (error) => (error instanceof Error ? "dead" : "retry"),
    },
    timeout: "30s",
    expiresIn: 3600,
    redact: ["args[0]"],
  });
  // @ts-expect-error no such verdict
  job("verdict", () => {}, { retry: { on: () => "again" } });
  // @ts-expect-error no such unit
  job("backoff", () => {}, { retry: { backoff: () => "5 fortnights" } });
  // @ts-expect-error no such unit
  job("timeout", () => {}, { timeout: "30 moments" });
});
