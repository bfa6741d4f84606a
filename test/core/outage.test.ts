// What becomes of `.enqueue` while its queue can't be reached: each of `whenUnavailable`, alone and in a row.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configure, job } from "errand";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { NOT_ENQUEUED, PERHAPS_ENQUEUED } from "../../lib/core/advice.ts";
import { createClient } from "../../lib/core/client.ts";
import type { Environment } from "../../lib/core/environment.ts";
import { ErrandError } from "../../lib/core/errors.ts";
import type { ErrandEvent, ErrorRecord } from "../../lib/core/events.ts";
import type { Settings, WhenUnavailable } from "../../lib/core/settings.ts";
import { openSpool } from "../../lib/disk/open-spool.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { START } from "../support/kernels.ts";
import { createRecordingBroker } from "../support/recording-broker.ts";

const ran: string[] = [];
const welcome = job("welcome", async (email: string) => {
  if (email === "fails") throw new Error("451 try again");
  ran.push(email);
});

afterEach(() => void ran.splice(0));

const away = () => new ErrandError("queue_unavailable", "The queue does not answer.");

interface Given {
  readonly settings?: Settings;
  readonly environment?: Environment;
  readonly directory?: string;
}

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "errand-outage-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "spool");
}

function aClient(whenUnavailable: readonly WhenUnavailable[], given: Given = {}) {
  const clock = createManualClock(START);
  const broker = createRecordingBroker();
  const events: ErrandEvent[] = [];
  const directory = given.directory ?? aFolder();
  let tries = 0;
  const counted = {
    ...broker,
    send: (posts: Parameters<typeof broker.send>[0]) => {
      tries += 1;
      return broker.send(posts);
    },
  };
  const open = () =>
    createClient(
      {
        mode: "sqs",
        whenUnavailable,
        spool: { directory },
        onEvent: (event) => void events.push(event),
        ...given.settings,
      },
      {
        connect: async () => counted,
        environment: given.environment ?? {},
        limits: { delaySeconds: 900, messageBytes: 1_048_576 },
        clock,
        random: () => 0.5,
        loadListener: () => Promise.reject(new Error("the settings name the listener")),
        openSpool,
      },
    );
  /** Lets the clock go on and the disk be written until so many messages have reached the queue. */
  const untilSent = async (count: number): Promise<void> => {
    await vi.waitFor(
      async () => {
        await clock.advance(1000);
        expect(broker.sent.length).toBeGreaterThanOrEqual(count);
      },
      { interval: 5, timeout: 10_000 },
    );
  };
  return { client: open(), open, clock, broker, events, directory, untilSent, tries: () => tries };
}

const idsOf = (posts: readonly { readonly id: string }[]): readonly string[] => posts.map(({ id }) => id);

describe("throw", () => {
  test("is the default, and tells an outage from a mistake by its code", async () => {
    const { client, broker } = aClient(["throw"]);
    broker.refusal = away();
    await expect(client.enqueue(welcome, ["ann"])).rejects.toMatchObject({ code: "queue_unavailable" });
    broker.refusal = new ErrandError("enqueue_failed", "AccessDenied");
    await expect(client.enqueue(welcome, ["ann"])).rejects.toMatchObject({ code: "enqueue_failed" });
  });
});

describe("spool", () => {
  test("keeps what can't be sent, and sends it when the queue is back: in order, with the ids of the receipts", async () => {
    const { client, broker, events, untilSent } = aClient(["spool", "throw"]);
    broker.refusal = away();
    const receipts = [];
    for (const name of ["a", "b", "c"]) receipts.push(await client.enqueue(welcome, [name]));
    expect(events.map(({ type, id }) => [type, id])).toEqual(receipts.map(({ id }) => ["job.spooled", id]));
    expect(broker.sent).toEqual([]);
    broker.refusal = undefined;
    await untilSent(3);
    expect(idsOf(broker.sent)).toEqual(idsOf(receipts));
    expect(events.filter(({ type }) => type === "job.enqueued").map(({ id }) => id)).toEqual(idsOf(receipts));
  });

  test("a mistake is not spooled: it is thrown", async () => {
    const { client, broker, events } = aClient(["spool", "throw"]);
    broker.refusal = new ErrandError("enqueue_failed", "QueueDoesNotExist");
    await expect(client.enqueue(welcome, ["ann"])).rejects.toMatchObject({ code: "enqueue_failed" });
    expect(events).toEqual([]);
  });

  test("of a list, only those are spooled that the queue has not taken", async () => {
    const { client, broker, untilSent } = aClient(["spool", "throw"]);
    const { send } = broker;
    broker.send = async (posts) => {
      const answers = [...(await send(posts.slice(0, 1)))];
      return [...answers, ...posts.slice(1).map(() => ({ ok: false as const, error: away() }))];
    };
    const receipts = await client.enqueueMany(welcome, [["a"], ["b"], ["c"]]);
    broker.send = send;
    await untilSent(3);
    expect(idsOf(broker.sent)).toEqual(idsOf(receipts));
  });

  test("in an outage nobody waits for the queue again: what follows goes to the spool at once", async () => {
    const { client, broker, tries } = aClient(["spool", "throw"]);
    broker.refusal = away();
    await client.enqueue(welcome, ["a"]);
    await client.enqueue(welcome, ["b"]);
    await client.enqueue(welcome, ["c"]);
    expect(tries()).toBe(1);
  });

  test("what has waited past its time is sent without a delay, and what is still to wait with what is left", async () => {
    const { client, broker, clock, untilSent } = aClient(["spool", "throw"]);
    broker.refusal = away();
    await client.enqueue(welcome, ["soon"], { delay: "1 minute" });
    await client.enqueue(welcome, ["later"], { delay: "10 minutes" });
    await clock.advance(300_000);
    broker.refusal = undefined;
    await untilSent(2);
    const [soon, later] = broker.sent;
    expect(soon).toMatchObject({ delaySeconds: 0 });
    expect(later?.delaySeconds).toBeGreaterThan(200);
    expect(later?.delaySeconds).toBeLessThanOrEqual(300);
  });

  test("another process sends what one that has ended has left, without a job of its own", async () => {
    const first = aClient(["spool", "throw"]);
    first.broker.refusal = away();
    const receipt = await first.client.enqueue(welcome, ["left"]);
    const second = aClient(["spool", "throw"], { directory: first.directory });
    await second.untilSent(1);
    expect(idsOf(second.broker.sent)).toEqual([receipt.id]);
  });

  test("where a queue keeps an order, what comes later waits behind what is spooled", async () => {
    const { client, broker, clock, untilSent } = aClient(["spool", "throw"], {
      environment: { ERRAND_LOW_QUEUE_URL: "http://localhost/0/jobs.fifo" },
    });
    broker.refusal = away();
    const spooled = await client.enqueue(welcome, ["first"]);
    broker.refusal = undefined;
    clock.sleep(1000); // the pause is over, and nothing has been sent yet
    const later = await client.enqueue(welcome, ["second"]);
    await untilSent(2);
    expect(idsOf(broker.sent)).toEqual([spooled.id, later.id]);
  });

  test("what the queue itself refuses is set aside, and does not hold up the others", async () => {
    const warnings: string[] = [];
    const hear = (warning: Error) => void warnings.push(warning.message);
    process.on("warning", hear);
    onTestFinished(() => void process.off("warning", hear));
    const { client, broker, untilSent } = aClient(["spool", "throw"]);
    broker.refusal = away();
    const [bad, good] = [await client.enqueue(welcome, ["bad"]), await client.enqueue(welcome, ["good"])];
    broker.refusal = undefined;
    const { send } = broker;
    broker.send = async (posts) => {
      const answers = await send(posts.filter(({ id }) => id !== bad.id));
      const refused = { ok: false as const, error: new ErrandError("enqueue_failed", "InvalidMessageContents") };
      return posts.map(({ id }) => (id === bad.id ? refused : (answers[0] ?? refused)));
    };
    await untilSent(1);
    expect(idsOf(broker.sent)).toEqual([good.id]);
    await vi.waitFor(() => expect(warnings.join("\n")).toContain("Set aside"));
  });

  test("what can't be written is tried by the next way; the error says both", async () => {
    const folder = aFolder();
    writeFileSync(folder.slice(0, -"/spool".length).concat("/file"), "");
    const directory = join(folder.slice(0, -"/spool".length), "file", "spool");
    const { client, broker } = aClient(["spool", "throw"], { directory });
    broker.refusal = away();
    await expect(client.enqueue(welcome, ["ann"])).rejects.toMatchObject({
      code: "spool_failed",
      message: expect.stringMatching(/ERRAND_SPOOL\. It was to be spooled because: The queue does not answer\.$/),
    });
  });

  test("a spool that is broken keeps nothing from a queue that is well", async () => {
    const folder = aFolder();
    writeFileSync(folder.slice(0, -"/spool".length).concat("/file"), "");
    const { client, broker, clock } = aClient(["spool", "throw"], { directory: join(folder, "../file/spool") });
    const hear = () => {}; // told of as a warning, which is not what this is about
    process.on("warning", hear);
    onTestFinished(() => void process.off("warning", hear));
    for (let seconds = 0; seconds < 60; seconds += 1) {
      await client.enqueue(welcome, [`${seconds}`]);
      await clock.advance(1000);
    }
    expect(broker.sent).toHaveLength(60);
  });

  test("a full spool refuses, and the next way is tried", async () => {
    const { client, broker, events } = aClient(["spool", "discard"], {
      settings: { spool: { directory: aFolder(), maxBytes: 4096 } },
    });
    broker.refusal = away();
    await client.enqueue(welcome, ["x".repeat(3000)]);
    await client.enqueue(welcome, ["y".repeat(3000)]);
    expect(events.map(({ type }) => type)).toEqual(["job.spooled", "job.dropped"]);
  });
});

describe("run", () => {
  test("runs the job here, through the kernel, with the id of the receipt", async () => {
    const { client, broker, events } = aClient(["run", "throw"]);
    broker.refusal = away();
    const { id } = await client.enqueue(welcome, ["ann"]);
    expect(ran).toEqual(["ann"]);
    expect(events.map((event) => [event.type, event.id])).toEqual([
      ["job.started", id],
      ["job.completed", id],
    ]);
  });

  test("what the job throws is thrown", async () => {
    const { client, broker } = aClient(["run", "throw"]);
    broker.refusal = away();
    await expect(client.enqueue(welcome, ["fails"])).rejects.toThrow("451 try again");
  });

  test("what is to wait is not run before its time: the next way is tried", async () => {
    const { client, broker, events } = aClient(["run", "discard"]);
    broker.refusal = away();
    await client.enqueue(welcome, ["later"], { delay: "5 minutes" });
    expect(ran).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(["job.dropped"]);
  });
});

test("discard drops the job, and says so", async () => {
  const { client, broker, events } = aClient(["discard"]);
  broker.refusal = away();
  const { id } = await client.enqueue(welcome, ["ann"]);
  expect(events).toMatchObject([
    { type: "job.dropped", id, job: "welcome", error: { message: "The queue does not answer." } },
  ]);
});

test.each([
  ["spool", NOT_ENQUEUED],
  ["spool", PERHAPS_ENQUEUED],
  ["discard", NOT_ENQUEUED],
  ["discard", PERHAPS_ENQUEUED],
] as const)("%s: whoever hears of it is not told to enqueue it again: %s", async (strategy, advice) => {
  const { client, broker, events } = aClient([strategy]);
  const cause = new Error("ECONNREFUSED");
  broker.refusal = new ErrandError("queue_unavailable", `The queue does not answer. ${advice}`, { cause });
  await client.enqueue(welcome, ["ann"]);
  const { error } = events[0] as { readonly error?: ErrorRecord };
  expect(error?.message).toBe("The queue does not answer; caused by Error: ECONNREFUSED");
  expect(error?.stack).not.toContain("enqueue it again");
});

describe("configure({ whenUnavailable })", () => {
  test.each([
    ["nothing", []],
    ["what is none", ["wait"]],
    ["a text", "spool"],
    ["one twice", ["spool", "spool"]],
    ["something behind throw", ["throw", "spool"]],
    ["something behind discard", ["discard", "throw"]],
  ])("refuses %s", (_, list) => {
    expect(() => configure({ whenUnavailable: list as never })).toThrow(
      expect.objectContaining({ code: "invalid_option", message: expect.stringContaining("whenUnavailable") }),
    );
  });
});
