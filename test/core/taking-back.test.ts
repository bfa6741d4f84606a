import { createClient, type Mode } from "errand";
import { enqueued, forgetEnqueued } from "errand/testing";
import { afterEach, describe, expect, test } from "vitest";
import { SQS_LIMITS } from "../../lib/aws/limits.ts";
import { createClient as createClientWith } from "../../lib/core/client.ts";
import type { Environment } from "../../lib/core/environment.ts";
import type { ErrandEvent } from "../../lib/core/events.ts";
import { farAway } from "../../lib/core/far-away.ts";
import { job } from "../../lib/core/job.ts";
import { keptSchedules } from "../../lib/core/kept-schedules.ts";
import type { Scheduler } from "../../lib/core/ports.ts";
import { rate } from "../../lib/core/schedule.ts";
import { signaturesOf } from "../../lib/core/signatures.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { createRecordingBroker } from "../support/recording-broker.ts";
import { KEYS, NEWER_KEY, signedBody } from "../support/signed.ts";

afterEach(forgetEnqueued);

const START = Date.parse("2026-11-21T10:00:00.000Z");

/** A client in a world whose schedules never fire, and the times at which its jobs have run. */
async function start(
  mode: Mode,
  { schedules = true, changes = {} as Partial<Scheduler>, environment = {} as Environment } = {},
) {
  const clock = createManualClock(START);
  const broker = createRecordingBroker();
  const scheduler = { ...(await keptSchedules().scheduler()), ...changes };
  const events: ErrandEvent[] = [];
  const ran: string[] = [];
  const remind = job("remind", (name: string) => void ran.push(`${name} ${new Date(clock.now()).toISOString()}`));
  const other = job("other", (_name: string) => {});
  const client = createClientWith(
    { mode, onEvent: (event) => void events.push(event) },
    {
      connect: async () =>
        schedules ? farAway(broker, { scheduler, mostBytes: 262_144, clock, onProblem() {} }) : broker,
      connectScheduler: async () => (schedules ? scheduler : undefined),
      environment,
      limits: SQS_LIMITS,
      clock,
      random: () => 0.5,
      loadListener: async () => () => {},
    },
  );
  return { clock, broker, scheduler, events, ran, remind, other, client };
}

const refused = { code: "cannot_cancel" };

/** What a scheduler does of itself, for one that does it late. */
const changes = await keptSchedules().scheduler();

describe.each(["sqs", "background", "fake"] as const)("in mode %s", (mode) => {
  test("what is due in more than 15 minutes can be cancelled, once, by its own job", async () => {
    const { client, remind, other, events } = await start(mode);
    const { id } = await client.enqueue(remind, ["Ann"], { delay: "901s" });
    await expect(client.byId(other, id).cancel()).rejects.toMatchObject(refused);
    await client.byId(remind, id).cancel();
    await expect(client.byId(remind, id).cancel()).rejects.toMatchObject(refused);
    expect(events.map(({ type }) => type)).toEqual(["job.enqueued", "job.cancelled"]);
  });

  test("what is due sooner can't, nor be moved", async () => {
    const { client, remind } = await start(mode);
    const receipt = await client.enqueue(remind, ["Ann"], { delay: "900s" });
    await expect(receipt.cancel()).rejects.toMatchObject(refused);
    await expect(receipt.reschedule("2 hours")).rejects.toMatchObject(refused);
  });

  test("what is moved tells when it is due now", async () => {
    const { client, remind, events } = await start(mode);
    const receipt = await client.enqueue(remind, ["Ann"], { delay: "3 days" });
    expect(await receipt.reschedule("2 hours")).toEqual(new Date("2026-11-21T12:00:00.000Z"));
    expect(await receipt.reschedule({ at: "2027-01-01T09:00", timeZone: "Europe/Berlin" })).toEqual(
      new Date("2027-01-01T08:00:00.000Z"),
    );
    expect(events.slice(1)).toMatchObject([
      { type: "job.rescheduled", id: receipt.id, delaySeconds: 7200 },
      { type: "job.rescheduled", id: receipt.id, delaySeconds: 3_535_200 },
    ]);
  });

  test("what is moved to within minutes can be taken back until two minutes before", async () => {
    const { client, remind } = await start(mode);
    const receipt = await client.enqueue(remind, ["Ann"], { delay: "3 days" });
    await receipt.reschedule("3 minutes");
    await receipt.reschedule("90s");
    await expect(receipt.cancel()).rejects.toMatchObject(refused);
  });

  test("schedules are kept, listed and ended", async () => {
    const { client, remind } = await start(mode);
    await client.schedule(remind, "ann", rate("1 day"), ["Ann"]);
    await client.schedule(remind, "ann", rate("2 days"), ["Ann B."]);
    expect(await client.schedules(remind)).toMatchObject([{ id: "ann", expression: "rate(2 days)", args: ["Ann B."] }]);
    expect(await client.unschedule(remind, "ann")).toBe(true);
    expect(await client.schedules(remind)).toEqual([]);
  });

  test.each([
    ["nonsense", "soon"],
    ["the past, as a duration", -5],
    ["more than ten years", "3651 days"],
    ["nothing", {}],
    ["null, as of a setting that is missing", null],
    ["a delay of null", { delay: null }],
    ["a delay and a time", { delay: 5, at: new Date(START) }],
    ["an option that isn't known", { dealy: 5 }],
  ])("%s is no time to move to", async (_, when) => {
    const { client, remind } = await start(mode);
    const receipt = await client.enqueue(remind, ["Ann"], { delay: "3 days" });
    await expect(receipt.reschedule(when as never)).rejects.toMatchObject({ code: "invalid_option" });
  });
});

describe("in mode sqs", () => {
  test("what is moved to within two minutes leaves its schedule for the queue", async () => {
    const { client, remind, broker, scheduler } = await start("sqs");
    const receipt = await client.enqueue(remind, ["Ann"], { delay: "3 days" });
    await receipt.reschedule("90s");
    expect(broker.retried).toMatchObject([{ id: receipt.id, delaySeconds: 90 }]);
    expect(await scheduler.list("")).toEqual([]);
    await expect(receipt.cancel()).rejects.toMatchObject(refused);
  });

  test("what is moved so slowly that its new schedule is over goes to the queue: it would never be sent", async () => {
    const slow = await start("sqs", {
      changes: {
        async replace() {
          await slow.clock.advance(90_000);
          return true;
        },
      },
    });
    const receipt = await slow.client.enqueue(slow.remind, ["Ann"], { delay: "3 days" });
    await receipt.reschedule("2 minutes");
    expect(slow.broker.retried).toMatchObject([{ id: receipt.id, delaySeconds: 30, dueAt: undefined }]);
    expect(await slow.scheduler.list("")).toEqual([]);
  });

  test("what can't be sent to the queue stays with its schedule", async () => {
    const { client, remind, broker, scheduler } = await start("sqs");
    const receipt = await client.enqueue(remind, ["Ann"], { delay: "3 days" });
    broker.refusal = new Error("throttled");
    await expect(receipt.reschedule("90s")).rejects.toThrow("throttled");
    expect(await scheduler.list("")).toMatchObject([{ expression: "at(2026-11-24T09:59:00)" }]);
    await receipt.cancel();
  });

  test("what is in the queue is not called cancelled, though its schedule could not be removed", async () => {
    const { client, remind, broker, scheduler } = await start("sqs", {
      changes: { remove: () => Promise.reject(new Error("throttled")) },
    });
    const receipt = await client.enqueue(remind, ["Ann"], { delay: "3 days" });
    await expect(receipt.reschedule("90s")).rejects.toThrow("throttled");
    expect(broker.retried).toHaveLength(1);
    scheduler.remove = async () => true;
    await expect(receipt.cancel()).rejects.toMatchObject(refused);
  });

  test("an expiry moves along", async () => {
    const { client, scheduler } = await start("sqs");
    const remind = job("remind", (_name: string) => {}, { expiresIn: "1 hour" });
    const receipt = await client.enqueue(remind, ["Ann"], { delay: "1 day" });
    await receipt.reschedule("2 days");
    const [scheduled] = await scheduler.list("");
    expect(JSON.parse(scheduled?.body ?? "")).toMatchObject({
      notBefore: "2026-11-23T10:00:00.000Z",
      scheduledAt: "2026-11-23T10:00:00.000Z",
      expiresAt: "2026-11-23T11:00:00.000Z",
    });
  });

  test("what its schedule is about to send, or may have sent while it was removed, is not called cancelled", async () => {
    const { client, clock, remind } = await start("sqs");
    const receipt = await client.enqueue(remind, ["Ann"], { delay: "1 hour" });
    await clock.advance(59 * 60_000);
    await expect(receipt.cancel()).rejects.toMatchObject(refused);

    const late = await start("sqs", {
      changes: {
        async remove() {
          await late.clock.advance(3_600_000);
          return true;
        },
      },
    });
    const slow = await late.client.enqueue(late.remind, ["Ben"], { delay: "1 hour" });
    await expect(slow.cancel()).rejects.toMatchObject(refused);
    // Whether it was sent before it was removed nobody knows: what is not called cancelled runs.
    expect(late.broker.retried).toMatchObject([{ id: slow.id, delaySeconds: 0 }]);
    expect(JSON.parse(late.broker.retried[0]?.body ?? "")).not.toHaveProperty("held");
  });

  test("without a schedule group a far job waits in its queue, and what needs a schedule says so", async () => {
    const { client, remind, broker } = await start("sqs", { schedules: false });
    const receipt = await client.enqueue(remind, ["Ann"], { delay: "3 days" });
    expect(broker.sent).toMatchObject([{ delaySeconds: 900 }]);
    await expect(receipt.cancel()).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining("ERRAND_SCHEDULE_GROUP"),
    });
    const told = { code: "not_configured", message: expect.stringContaining("ERRAND_SCHEDULE_GROUP") };
    await expect(client.schedule(remind, "ann", rate("1 day"), ["Ann"])).rejects.toMatchObject(told);
    await expect(client.schedules(remind)).rejects.toMatchObject(told);
  });
});

test("a schedule that is still being removed is waited for, and one that is as it should be is left alone", async () => {
  const calls: string[] = [];
  let left = 2;
  const { client, clock, remind, scheduler } = await start("sqs", {
    changes: {
      ...changes,
      async create(scheduled) {
        calls.push("create");
        left -= 1;
        return left < 0 && changes.create(scheduled);
      },
      async replace(scheduled) {
        calls.push("replace");
        return changes.replace(scheduled);
      },
    },
  });
  const made = client.schedule(remind, "ann", rate("1 day"), ["Ann"]);
  await clock.advance(10_000);
  await made;
  expect(calls).toEqual(["replace", "create", "replace", "create", "replace", "create"]);
  await client.schedule(remind, "ann", rate("1 day"), ["Ann"]);
  expect(calls).toHaveLength(6);
  expect(await scheduler.list("")).toHaveLength(1);
});

describe("in mode background", () => {
  test("a far job runs at its time in this process; cancelled it doesn't, and moved it runs then", async () => {
    const { client, clock, remind, ran } = await start("background");
    await client.enqueue(remind, ["Ann"], { delay: "3 days" });
    const cancelled = await client.enqueue(remind, ["Ben"], { delay: "3 days" });
    const moved = await client.enqueue(remind, ["Cid"], { delay: "3 days" });
    await cancelled.cancel();
    await moved.reschedule("1 hour");
    await clock.advance(4 * 86_400_000);
    expect(ran).toEqual(["Cid 2026-11-21T11:00:00.000Z", "Ann 2026-11-24T10:00:00.000Z"]);
    await client.drain();
  });

  test("drain waits no longer for what was cancelled", async () => {
    const { client, remind } = await start("background");
    const receipt = await client.enqueue(remind, ["Ann"], { delay: "3 days" });
    const drained = client.drain();
    await receipt.cancel();
    await drained;
  });
});

test("in mode inline a job has run, whatever its time", async () => {
  const { client, remind, ran } = await start("inline");
  const receipt = await client.enqueue(remind, ["Ann"], { delay: "3 days" });
  expect(ran).toHaveLength(1);
  await expect(receipt.cancel()).rejects.toMatchObject({
    ...refused,
    message: expect.stringContaining("In mode inline"),
  });
  await expect(receipt.reschedule(5)).rejects.toMatchObject(refused);
});

test("in mode fake what was cancelled is no longer there, and what was moved has its new delay", async () => {
  const client = createClient({ mode: "fake" });
  const remind = job("remind", (_name: string) => {});
  const gone = await client.enqueue(remind, ["Ann"], { delay: "3 days" });
  const moved = await client.enqueue(remind, ["Ben"], { delay: "3 days" });
  await gone.cancel();
  await moved.reschedule("1 day");
  const [sent, ...others] = enqueued(remind);
  expect(others).toEqual([]);
  expect(sent?.args).toEqual(["Ben"]);
  expect(sent?.delaySeconds).toBe(86_400);
});

test("in mode fake, schedules are forgotten with what was enqueued: no test finds another's", async () => {
  const { client, remind } = await start("fake");
  await client.schedule(remind, "tenant-42", rate("1 day"), ["Ann"]);
  expect(await client.schedules(remind)).toHaveLength(1);
  forgetEnqueued();
  expect(await client.schedules(remind)).toEqual([]);
});

describe("where messages are signed, what a schedule holds is looked at before it is sent on", () => {
  const environment = { ERRAND_SIGNING_KEYS: KEYS };

  /** A far job whose schedule somebody has changed who may write schedules, and has no key. */
  async function altered(change: (held: object) => object, world: Parameters<typeof start>[1] = {}) {
    const started = await start("sqs", { environment, ...world });
    const { client, remind, scheduler } = started;
    const receipt = await client.enqueue(remind, ["Ann"], { delay: "1 hour" });
    const [scheduled] = await scheduler.list("");
    if (scheduled === undefined) throw new Error("no schedule");
    await scheduler.replace({ ...scheduled, body: JSON.stringify(change(JSON.parse(scheduled.body))) });
    return { ...started, receipt };
  }
  const forged = (held: object) => ({ ...held, args: ["Eve"] });
  const unsigned = (held: object) => ({ ...held, signature: undefined });
  const newer = ({ signature: _, ...held }: { readonly signature?: unknown }) =>
    JSON.parse(signedBody(held, NEWER_KEY)) as object;

  test.each<[string, (held: object) => object, string]>([
    [
      "altered",
      forged,
      'what its schedule holds is not what was signed with the key "2026-11". Find out who can write',
    ],
    ["made a letter, whose times don't count", (held) => ({ ...held, dead: {} }), "is not what was signed"],
    ["unsigned", unsigned, "what its schedule holds has no signature."],
    ["signed with a newer key", newer, 'signed with the key "2026-12", which this program doesn\'t have. Add that key'],
  ])("what is %s is not moved, neither far nor near", async (_, change, said) => {
    const { receipt, scheduler, broker } = await altered(change);
    const before = await scheduler.list("");
    for (const when of ["2 days", "30s"] as const) {
      await expect(receipt.reschedule(when)).rejects.toMatchObject({
        ...refused,
        message: expect.stringContaining(said),
      });
    }
    expect(await scheduler.list("")).toEqual(before);
    expect([broker.sent, broker.retried]).toEqual([[], []]);
  });

  test("what is altered can be cancelled", async () => {
    const { receipt, scheduler, broker } = await altered(forged);
    await receipt.cancel();
    expect(await scheduler.list("")).toEqual([]);
    expect(broker.retried).toEqual([]);
  });

  test("what is altered, and cancelled too late, is sent on as it is, for a worker to judge", async () => {
    const scheduler = await keptSchedules().scheduler();
    const late = await altered(forged, {
      changes: {
        ...scheduler,
        async remove(name) {
          await late.clock.advance(3_600_000);
          return scheduler.remove(name);
        },
      },
    });
    await expect(late.receipt.cancel()).rejects.toMatchObject(refused);
    expect(late.broker.retried).toHaveLength(1);
    const sent = JSON.parse(late.broker.retried[0]?.body ?? "{}");
    const signatures = signaturesOf(environment, {}, late.clock);
    expect(sent).toMatchObject({ args: ["Eve"] });
    expect(await signatures?.distrust(JSON.stringify(sent), "held")).toMatchObject({ reason: "bad_signature" });
  });

  test("what has no signature, while none is needed, is moved without one", async () => {
    const optional = { ...environment, ERRAND_SIGNATURES: "optional" };
    const { receipt, scheduler, broker } = await altered(unsigned, { environment: optional });
    await receipt.reschedule("2 days");
    const [scheduled] = await scheduler.list("");
    expect(JSON.parse(scheduled?.body ?? "")).not.toHaveProperty("signature");
    await receipt.reschedule("30s");
    expect(JSON.parse(broker.retried[0]?.body ?? "")).not.toHaveProperty("signature");
  });
});
