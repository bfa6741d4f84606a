import { current, discard, job, retryIn, snooze } from "errand";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { execute } from "../../lib/core/execute.ts";
import { aDelivery } from "../support/deliveries.ts";
import { aKernel, START } from "../support/kernels.ts";

/** When nobody knew a job of its name. */
const LONG_AGO = "2026-11-21T09:50:00.000Z";

const jobs = {
  greet: job("greet", (name: string) => `hello ${name}`),
  fail: job(
    "fail",
    () => {
      throw new RangeError("no");
    },
    { retry: { attempts: 3, min: 10, max: 60 } },
  ),
  exhausted: job("exhausted", () => Promise.reject(new Error("no")), { retry: { attempts: 1 } }),
  failOddly: job("fail-oddly", () => {
    throw null;
  }),
  wait: job("wait", () => retryIn("5m"), { retry: { attempts: 2 } }),
  sleep: job("sleep", () => snooze("1h"), { retry: { attempts: 1 } }),
  leave: job("leave", () => discard("gone")),
  look: job("look", () => current()),
  strict: job("strict", (n: number) => n, { args: z.tuple([z.number()]) }),
};

describe("a run that ends well", () => {
  test("is completed, and tells how long it waited and ran", async () => {
    const { kernel, events } = aKernel(jobs);
    const outcome = await execute(aDelivery({ function: "greet", args: ["Ann"] }, { sentAt: START - 2500 }), kernel);
    expect(outcome).toMatchObject({ kind: "completed", ranSeconds: 0 });
    expect(events).toMatchObject([{ type: "job.started", job: "greet", attempt: 1, waitedSeconds: 2.5 }]);
  });
});

describe("a run that fails", () => {
  test("is tried again after its backoff, one attempt on, with the error in its history", async () => {
    const { kernel } = aKernel(jobs);
    const outcome = await execute(aDelivery({ id: "a", function: "fail", args: [], tenant: "acme" }), kernel);
    expect(outcome).toMatchObject({
      kind: "retry",
      delaySeconds: 15, // halfway from 10 to 20
      error: { name: "RangeError", message: "no" },
      next: {
        id: "a",
        attempt: 2,
        notBefore: "2026-11-21T10:00:15.000Z",
        tenant: "acme",
        history: [{ attempt: 1, at: "2026-11-21T10:00:00.000Z", name: "RangeError", message: "no" }],
      },
    });
  });

  test("is dead after its last attempt, with the reason, the error and the history", async () => {
    const { kernel } = aKernel(jobs);
    const outcome = await execute(aDelivery({ id: "a", function: "fail", args: [1], attempt: 3 }), kernel);
    expect(outcome).toMatchObject({ kind: "dead", letter: { id: "a", job: "fail" } });
    if (outcome.kind !== "dead") return;
    expect(JSON.parse(outcome.letter.body)).toMatchObject({
      id: "a",
      function: "fail",
      args: [1],
      attempt: 3,
      history: [{ attempt: 3, name: "RangeError" }],
      dead: {
        reason: "attempts_exhausted",
        error: { name: "RangeError", message: "no", stack: expect.stringContaining("execute.test.ts") },
        attempts: 3,
        queue: "arn:aws:sqs:us-east-1:000000000000:errand-low",
        at: "2026-11-21T10:00:00.000Z",
      },
    });
  });

  test("may throw anything, even null", async () => {
    const { kernel } = aKernel(jobs);
    expect(await execute(aDelivery({ function: "fail-oddly", args: [] }), kernel)).toMatchObject({
      kind: "retry",
      error: { name: "Error", message: "threw null" },
    });
  });
});

describe("what is thrown may be a trap", () => {
  const revoked = (): unknown => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  const hostile = (): unknown =>
    new Proxy(new Error("never read"), {
      get: () => {
        throw new Error("keep out");
      },
      has: () => {
        throw new Error("keep out");
      },
      getPrototypeOf: () => {
        throw new Error("keep out");
      },
    });

  test.each([
    ["a revoked Proxy", revoked],
    ["a Proxy that throws at every look", hostile],
  ])("%s is a failed attempt like any other", async (_, make) => {
    const trap = job("trap", () => {
      throw make();
    });
    const { kernel } = aKernel({ trap });
    expect(await execute(aDelivery({ function: "trap", args: [] }), kernel)).toMatchObject({
      kind: "retry",
      next: { attempt: 2, history: [{ attempt: 1, message: "threw a value that can't be shown" }] },
    });
  });
});

describe("a dead letter that was moved back to its queue lives again", () => {
  const letter = {
    function: "fail",
    args: [],
    history: [{ attempt: 1, at: "2026-11-20T10:00:00.000Z", name: "Error", message: "then" }],
    dead: { reason: "too_large", error: { name: "Error", message: "then" }, attempts: 1, queue: "q", at: "x" },
  };

  test("its next attempt doesn't carry the old reason, but keeps the history", async () => {
    const { kernel } = aKernel(jobs);
    const outcome = await execute(aDelivery(letter), kernel);
    if (outcome.kind !== "retry") throw new Error(outcome.kind);
    expect(outcome.next).not.toHaveProperty("dead");
    expect(outcome.next.history).toMatchObject([{ message: "then" }, { message: "no" }]);
  });

  test("it begins anew: from its first attempt, whatever it had counted", async () => {
    const { kernel } = aKernel(jobs);
    const used = { attempt: 3, hops: 5000, expiresAt: "2026-11-20T10:00:00Z", notBefore: "2027-11-20T10:00:00Z" };
    const outcome = await execute(aDelivery({ ...letter, ...used }), kernel);
    expect(outcome).toMatchObject({ kind: "retry", next: { attempt: 2 } });
  });

  test("when it dies again, it has the new reason", async () => {
    const { kernel } = aKernel(jobs);
    const outcome = await execute(aDelivery({ ...letter, args: [1], function: "no-such-job" }), kernel);
    expect(outcome).toMatchObject({ kind: "postponed", why: "unknown_function" });
    const exhausted = await execute(aDelivery({ ...letter, function: "exhausted" }), kernel);
    if (exhausted.kind !== "dead") throw new Error(exhausted.kind);
    expect(JSON.parse(exhausted.letter.body).dead).toMatchObject({ reason: "attempts_exhausted", attempts: 1 });
  });
});

describe("a job says itself how its run ends", () => {
  test("retryIn replaces the backoff and costs the attempt", async () => {
    const { kernel } = aKernel(jobs);
    const delivery = aDelivery({ function: "wait", args: [] });
    expect(await execute(delivery, kernel)).toMatchObject({ kind: "retry", delaySeconds: 300, next: { attempt: 2 } });
    const last = aDelivery({ function: "wait", args: [], attempt: 2 });
    expect(await execute(last, kernel)).toMatchObject({
      kind: "dead",
      letter: { dead: { reason: "attempts_exhausted" } },
    });
  });

  test("snooze costs no attempt, even at the last", async () => {
    const { kernel } = aKernel(jobs);
    expect(await execute(aDelivery({ function: "sleep", args: [] }), kernel)).toMatchObject({
      kind: "snoozed",
      next: { attempt: 1, notBefore: "2026-11-21T11:00:00.000Z" },
    });
  });

  test("discard ends it with its reason", async () => {
    const { kernel } = aKernel(jobs);
    expect(await execute(aDelivery({ function: "leave", args: [] }), kernel)).toMatchObject({
      kind: "discarded",
      why: "gone",
    });
  });
});

describe("what no run can help is dead at once, without a run", () => {
  test.each([
    ["not JSON", "}{", "malformed"],
    ["an unknown version", { errand: 9, function: "greet", args: [] }, "unsupported_version"],
    [
      "an unknown function, ten minutes later",
      { function: "no-such-job", args: [], unknownSince: LONG_AGO },
      "unknown_function",
    ],
    [
      "the name of what every object has",
      { function: "constructor", args: [], unknownSince: LONG_AGO },
      "unknown_function",
    ],
    ["a job too many in a row", { function: "greet", args: ["Ann"], hops: 1001 }, "too_many_hops"],
    ["arguments that the schema refuses", { function: "strict", args: ["1"] }, "invalid_args"],
  ])("%s", async (_, body, reason) => {
    const { kernel, events } = aKernel(jobs);
    const outcome = await execute(aDelivery(body), kernel);
    expect(outcome).toMatchObject({ kind: "dead", letter: { dead: { reason, attempts: 0 } } });
    expect(events).toEqual([]);
  });

  test.each([
    ["an unknown function", { function: "no-such-job", args: [], attempt: 3, unknownSince: LONG_AGO }],
    ["arguments that the schema refuses", { function: "strict", args: ["1"], attempt: 3 }],
  ])("%s at attempt 3: the two before have run, this one has not", async (_, body) => {
    const { kernel } = aKernel(jobs);
    const outcome = await execute(aDelivery(body), kernel);
    if (outcome.kind !== "dead") throw new Error(outcome.kind);
    expect(outcome.letter.dead.attempts).toBe(2);
    expect(JSON.parse(outcome.letter.body)).toMatchObject({ attempt: 3, dead: { attempts: 2 } });
  });

  test("a body that can't be read is kept as it came", async () => {
    const { kernel } = aKernel(jobs);
    const outcome = await execute(aDelivery("}{ \u0000"), kernel);
    if (outcome.kind !== "dead") throw new Error(outcome.kind);
    expect(JSON.parse(outcome.letter.body)).toMatchObject({ id: aDelivery("").messageId, body: "}{ \u0000" });
  });
});

test("a schema that throws has not refused the arguments: the attempt failed and is tried again", async () => {
  const broken = {
    "~standard": {
      version: 1 as const,
      vendor: "test",
      validate: () => {
        throw new Error("the database is away");
      },
    },
  };
  const { kernel } = aKernel({ odd: job("odd", () => 1, { args: broken as never }) });
  expect(await execute(aDelivery({ function: "odd", args: [] }), kernel)).toMatchObject({
    kind: "retry",
    next: { attempt: 2 },
    error: { message: "the database is away" },
  });
});

test("a job never runs before its time: it is sent on with what is left", async () => {
  const { kernel, events } = aKernel(jobs);
  const outcome = await execute(
    aDelivery({ function: "greet", args: ["Ann"], notBefore: "2026-11-21T10:30:00.000Z" }),
    kernel,
  );
  expect(outcome).toMatchObject({ kind: "postponed", delaySeconds: 1800 });
  expect(events).toEqual([]);
});

describe("inside a run", () => {
  test("current() tells the id, the job, the attempt and the deadline, and its signal aborts then", async () => {
    let seen: ReturnType<typeof current>;
    let finish: (() => void) | undefined;
    const watch = job("watch", async () => {
      seen = current();
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    const { kernel, clock } = aKernel({ watch });
    const running = execute(aDelivery({ id: "a", function: "watch", args: [], attempt: 2 }), kernel, {
      time: { wholeMs: 5000, abortAt: START + 5000, giveUpAt: START + 5500, answerAt: START + 5900 },
    });
    await clock.advance(4999);
    expect(seen).toMatchObject({ id: "a", job: "watch", attempt: 2, deadline: new Date(START + 5000) });
    expect(seen?.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(seen?.signal.aborted).toBe(true);
    finish?.();
    expect(await running).toMatchObject({ kind: "completed", ranSeconds: 5 });
    expect(current()).toBeUndefined();
  });
});
