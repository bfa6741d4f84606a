// Messages near SQS's limit, or nested deeper than JSON can be written, came back for ever: what was to be written in
// their place was larger than what SQS takes, or could not be written at all.

import { job } from "errand";
import { describe, expect, test } from "vitest";
import { anEngineHandler } from "../support/engine-handler.ts";

const MESSAGE_BYTES = 1_048_576;
const CLIENT_BYTES = 1_032_192;

function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}

/** A two-field message of exactly so many bytes. */
function twoFields(name: string, bytes: number): string {
  const empty = JSON.stringify({ function: name, args: [""] });
  return JSON.stringify({ function: name, args: ["x".repeat(bytes - empty.length)] });
}

function someJobs() {
  const runs: number[] = [];
  let error = new Error("no");
  const fail = job("fail", () => {
    runs.push(runs.length + 1);
    throw error;
  });
  const failOnce = job(
    "fail-once",
    () => {
      runs.push(runs.length + 1);
      throw error;
    },
    { retry: { attempts: 1 } },
  );
  return {
    jobs: { fail, failOnce },
    runs,
    failWith: (message: string) => {
      error = new Error(message);
    },
  };
}

/** What must hold after one call of the handler: one message, and it is in the dead-letter queue. */
async function expectDeadAtOnce({ invoke, counts, deadBodies }: Awaited<ReturnType<typeof anEngineHandler>>) {
  expect(await invoke()).toEqual({ received: 1, batchItemFailures: [] });
  expect(await counts()).toEqual({ waiting: 0, delayed: 0, inFlight: 0, dead: 1 });
  const [body = ""] = await deadBodies();
  return body;
}

describe("a message that no job can run ends in the dead-letter queue at the first call", () => {
  test.each<[string, string, string]>([
    ["1 MiB of letters", "x".repeat(MESSAGE_BYTES), "malformed"],
    ["600 KB of quotes, each two bytes in JSON", '"'.repeat(600_000), "malformed"],
    ["524,298 tabs, each two bytes in JSON", "\t".repeat(524_298), "malformed"],
    ["an unknown job of 1 MiB", twoFields("gone", MESSAGE_BYTES), "unknown_function"],
    [
      "an unknown job with arguments nested 100,000 deep",
      `{"function":"gone","args":${nested(100_000)}}`,
      "unknown_function",
    ],
  ])("as it came, where the reason can't be written beside it: %s", async (_, body, reason) => {
    const engine = await anEngineHandler(someJobs().jobs);
    await engine.send(body);
    expect((await expectDeadAtOnce(engine)) === body).toBe(true); // as a whole, it would fill the screen
    expect(engine.events).toMatchObject([{ type: "job.dead", reason, attempt: 0 }]);
  });

  test.each<[string, string]>([
    ["1,000,000 letters", "x".repeat(1_000_000)],
    ["500,000 quotes", '"'.repeat(500_000)],
    ["text of three bytes a letter", "語".repeat(340_000)],
    ["lists nested 100,000 deep", nested(100_000)],
    ["lists nested 100,000 deep that never end", "[".repeat(100_000)],
  ])("with the reason and the text, where both have room: %s", async (_, body) => {
    const engine = await anEngineHandler(someJobs().jobs);
    await engine.send(body);
    const letter = JSON.parse(await expectDeadAtOnce(engine));
    expect(letter.body === body).toBe(true);
    expect(letter.dead).toMatchObject({ reason: "malformed", attempts: 0 });
  });
});

describe("a job that fails", () => {
  test("is dead as too large after one run, when no next attempt has room", async () => {
    const { jobs, runs } = someJobs();
    const engine = await anEngineHandler(jobs);
    const body = twoFields("fail", MESSAGE_BYTES);
    await engine.send(body);
    expect((await expectDeadAtOnce(engine)) === body).toBe(true);
    expect(runs).toEqual([1]);
    expect(engine.events.at(-1)).toMatchObject({
      type: "job.dead",
      job: "fail",
      reason: "too_large",
      attempt: 1,
      error: { message: "no" },
    });
  });

  test("is tried again without its history, when only that has no room", async () => {
    const { jobs, runs, failWith } = someJobs();
    failWith("x".repeat(500));
    const engine = await anEngineHandler(jobs);
    await engine.send(twoFields("fail", MESSAGE_BYTES - 300));
    expect(await engine.invoke()).toEqual({ received: 1, batchItemFailures: [] });
    expect(await engine.counts()).toEqual({ waiting: 0, delayed: 1, inFlight: 0, dead: 0 });
    await engine.clock.advance(3_600_000);
    await engine.invoke();
    expect(runs).toEqual([1, 2]);
    expect(engine.events.at(-1)).toMatchObject({ type: "job.failed", attempt: 2 });
  });

  test("keeps the reason without stack and history, when only these have no room", async () => {
    const { jobs, failWith } = someJobs();
    failWith("x".repeat(400));
    const engine = await anEngineHandler(jobs);
    await engine.send(twoFields("fail-once", MESSAGE_BYTES - 1300));
    const letter = JSON.parse(await expectDeadAtOnce(engine));
    expect(letter.dead).toMatchObject({ reason: "attempts_exhausted", error: { message: "x".repeat(400) } });
    expect(letter.dead.error).not.toHaveProperty("stack");
    expect(letter).not.toHaveProperty("history");
  });

  test.each([1000, 5000, 100_000])("is dead at its last attempt, its arguments nested %d deep", async (depth) => {
    const { jobs, runs } = someJobs();
    const engine = await anEngineHandler(jobs);
    const body = `{"function":"fail-once","args":${nested(depth)}}`;
    await engine.send(body);
    const buried = await expectDeadAtOnce(engine);
    if (depth === 1000) expect(JSON.parse(buried).dead).toMatchObject({ reason: "attempts_exhausted", attempts: 1 });
    else expect(buried === body || JSON.parse(buried).dead.attempts === 1).toBe(true); // as deep as JSON is written
    expect(runs).toEqual([1]);
    expect(engine.events.at(-1)).toMatchObject({ type: "job.dead", reason: "attempts_exhausted", attempt: 1 });
  });

  test("is dead as too large after one run, when it is nested too deeply to be written again", async () => {
    const { jobs, runs } = someJobs();
    const engine = await anEngineHandler(jobs);
    const body = `{"function":"fail","args":${nested(100_000)}}`;
    await engine.send(body);
    expect((await expectDeadAtOnce(engine)) === body).toBe(true);
    expect(runs).toEqual([1]);
    expect(engine.events.at(-1)).toMatchObject({ type: "job.dead", reason: "too_large", attempt: 1 });
  });
});

describe("the largest message that the client accepts", () => {
  const sized = {
    fail: job("fail", (_: string) => {
      throw new Error("語".repeat(5000));
    }),
  };

  /** The longest argument that `enqueue` takes, found from what the client says of one too long. */
  async function largest({ client }: Awaited<ReturnType<typeof anEngineHandler>>, to = sized.fail): Promise<string> {
    const tooLong = "x".repeat(CLIENT_BYTES);
    const { message } = await client.enqueue(to, [tooLong]).then(
      () => expect.unreachable(),
      (error: Error) => error,
    );
    const bytes = Number(/got ([\d,]+)/.exec(message)?.[1]?.replaceAll(",", ""));
    return "x".repeat(CLIENT_BYTES - (bytes - CLIENT_BYTES));
  }

  test("is at most 1,032,192 bytes, to the byte", async () => {
    const engine = await anEngineHandler(sized);
    const argument = await largest(engine);
    await expect(engine.client.enqueue(sized.fail, [`${argument}x`])).rejects.toMatchObject({ code: "args_too_large" });
    await engine.client.enqueue(sized.fail, [argument]);
    expect(await engine.counts()).toMatchObject({ waiting: 1 });
  });

  test.each([
    ["CJK characters", "語"],
    ["control characters", "\u0001"],
    ["emoji", "😀"],
    ["lone surrogates", "\uD800"],
  ])("has room for the reason, stack and history of an error of 5,000 %s", async (_, character) => {
    const fail = job(
      "fail",
      (_argument: string) => {
        throw Object.assign(new Error(character.repeat(5000)), { name: character.repeat(5000) });
      },
      { retry: { attempts: 1 } },
    );
    const engine = await anEngineHandler({ fail });
    await engine.client.enqueue(fail, [await largest(engine, fail)]);
    const letter = JSON.parse(await expectDeadAtOnce(engine));
    expect(letter).toMatchObject({
      history: [{ attempt: 1, message: expect.stringContaining("…") }],
      dead: {
        reason: "attempts_exhausted",
        attempts: 1,
        error: { message: expect.stringContaining("…"), stack: expect.stringContaining("…") },
      },
    });
  });

  test("goes through all its attempts and dies with its last failures in its history", async () => {
    const engine = await anEngineHandler(sized);
    await engine.client.enqueue(sized.fail, [await largest(engine)]);
    for (let attempt = 1; attempt < 8; attempt += 1) {
      expect(await engine.invoke()).toEqual({ received: 1, batchItemFailures: [] });
      await engine.clock.advance(3_600_000);
    }
    const letter = JSON.parse(await expectDeadAtOnce(engine));
    expect(letter.dead).toMatchObject({ reason: "attempts_exhausted", attempts: 8 });
    expect(letter.history.at(-1)).toMatchObject({ attempt: 8 });
    expect(letter.history.length).toBeGreaterThan(1);
  });
});
