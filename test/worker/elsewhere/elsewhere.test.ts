// What holds in a thread as in a process of its own: one protocol, two ways to reach the far side.

import { describe, expect, type TestContext, test } from "vitest";
import type { Outcome } from "../../../lib/core/outcome.ts";
import { aDelivery } from "../../support/deliveries.ts";
import { aLeash, anElsewhere } from "../../support/elsewhere.ts";
import { createGate } from "../../support/gate.ts";
import { START } from "../../support/kernels.ts";
import { untilGone } from "../../support/processes.ts";

const STOPPED = {
  why: "stopped",
  error: Object.assign(new Error("The worker stops."), { name: "AbortError" }),
} as const;
const LOST = { why: "lost", error: new Error("It could not be kept hidden.") } as const;
const OVER = { why: "over", error: Object.assign(new Error("12 hours are over."), { name: "TimeoutError" }) } as const;

const aMessage = (name: string, args: readonly unknown[] = [], more: object = {}) =>
  aDelivery({ function: name, args, id: `id-of-${name}`, ...more });

const seen = (text: string): unknown => JSON.parse(text);

describe.each(["thread", "process"] as const)("in a %s", { timeout: 60_000 }, (kind) => {
  async function aFarSide(context: TestContext, setup: Parameters<typeof anElsewhere>[1] = {}) {
    const all = await anElsewhere(context, setup);
    const { elsewhere } = all;
    const run = kind === "thread" ? elsewhere.inThread : elsewhere.inProcess;
    return {
      ...all,
      run: (delivery: Parameters<typeof run>[0], leash = aLeash().leash): Promise<Outcome> => run(delivery, leash),
    };
  }

  test("a job runs there, and all that it knows of its run is as it would be here", async (context) => {
    const gate = await createGate(context);
    gate.open();
    const { run, events } = await aFarSide(context);
    const endsAt = Date.now() + 3_600_000;
    const outcome = await run(aMessage("where", [gate.url], { attempt: 3 }), aLeash(endsAt).leash);
    expect(outcome).toMatchObject({ kind: "completed", envelope: { id: "id-of-where", attempt: 3 } });
    const [told = ""] = gate.arrived.items;
    expect(seen(told)).toMatchObject({ id: "id-of-where", attempt: 3, deadline: new Date(endsAt).toISOString() });
    expect(seen(told)).toMatchObject(
      kind === "thread" ? { isMainThread: false, pid: process.pid } : { isMainThread: true },
    );
    if (kind === "process") expect(seen(told)).not.toMatchObject({ pid: process.pid });
    expect(seen(told)).not.toHaveProperty("argument");
    expect(events.items).toMatchObject([{ type: "job.started", job: "where", id: "id-of-where", attempt: 3 }]);
  });

  test("what it throws is judged there, by its own policy, with the error itself", async (context) => {
    const { run } = await aFarSide(context);
    const retried = await run(aMessage("fail", ["too early"]));
    expect(retried).toMatchObject({
      kind: "retry",
      delaySeconds: expect.any(Number),
      next: { attempt: 2, history: [{ attempt: 1, name: "Refused", message: "too early" }] },
      error: { name: "Refused", message: "too early", stack: expect.stringContaining("fixtures/jobs.ts") },
    });
    expect("cause" in retried && retried.cause).toBeInstanceOf(Error);
    expect("cause" in retried && retried.cause).toMatchObject({ name: "Refused", message: "too early" });
    const dead = await run(aMessage("fail", ["again"], { attempt: 2 }));
    expect(dead).toMatchObject({ kind: "dead", letter: { dead: { reason: "attempts_exhausted" } } });
    expect(await run(aMessage("die-at-once"))).toMatchObject({
      kind: "dead",
      letter: { dead: { reason: "not_retried" } },
    });
    expect(await run(aMessage("later"))).toMatchObject({ kind: "retry", delaySeconds: 300, next: { attempt: 2 } });
    expect(await run(aMessage("soon"))).toMatchObject({ kind: "snoozed", delaySeconds: 3600, next: { attempt: 1 } });
    expect(await run(aMessage("never"))).toMatchObject({ kind: "discarded", why: "the member has left" });
  });

  test("what can't be run there is refused there", async (context) => {
    const { run, events } = await aFarSide(context);
    const reasonOf = (outcome: Outcome) => outcome.kind === "dead" && outcome.letter.dead.reason;
    expect(reasonOf(await run(aMessage("checked", [5])))).toBe("invalid_args");
    expect(reasonOf(await run(aDelivery("no json")))).toBe("malformed");
    expect(await run(aMessage("nobody"))).toMatchObject({ kind: "postponed", why: "unknown_function" });
    expect(await run(aMessage("never", [], { expiresAt: "2026-01-01T00:00:00Z" }))).toMatchObject({ kind: "expired" });
    expect(events.items).toEqual([]);
  });

  test("arguments into which the job has put what can't be sent do no harm", async (context) => {
    const { run } = await aFarSide(context);
    expect(await run(aMessage("spoil", [["kept"]]))).toMatchObject({
      kind: "completed",
      envelope: { args: [["kept"]] },
    });
  });

  test("its signal aborts with what the leash was pulled with, and what it then completes is completed", async (context) => {
    const gate = await createGate(context);
    gate.open();
    const { run } = await aFarSide(context);
    const { leash, pull } = aLeash();
    const running = run(aMessage("finish", [gate.url]), leash);
    await gate.arrived.until(() => true);
    pull(STOPPED);
    expect(await running).toMatchObject({ kind: "completed" });
    const [, told = ""] = gate.arrived.items;
    expect(seen(told)).toEqual({ name: "AbortError", message: "The worker stops.", isError: true });
  });

  test("told to stop, it is sent on as the same attempt", async (context) => {
    const gate = await createGate(context);
    gate.open();
    const { run } = await aFarSide(context);
    const { leash, pull, followers } = aLeash();
    const running = run(aMessage("heed", [gate.url], { attempt: 2 }), leash);
    await gate.arrived.until(() => true);
    pull(STOPPED);
    expect(await running).toMatchObject({ kind: "postponed", why: "stopped", next: { attempt: 2 } });
    expect(followers.size).toBe(0);
  });

  test("one whose message is lost has no outcome; one whose time is over has failed", async (context) => {
    const gate = await createGate(context);
    gate.open();
    const { run } = await aFarSide(context);
    const [lost, over] = [aLeash(), aLeash()];
    const losing = run(aMessage("heed", [gate.url]), lost.leash);
    await gate.arrived.until(() => true);
    lost.pull(LOST);
    await expect(losing).rejects.toThrow("It could not be kept hidden. Whoever has it now says what becomes of it.");
    const outrunning = run(aMessage("heed", [gate.url]), over.leash);
    await gate.arrived.until(() => true, 2);
    over.pull(OVER);
    expect(await outrunning).toMatchObject({ kind: "retry", next: { attempt: 2 }, error: { name: "TimeoutError" } });
  });

  test.for(["hang", "spin"])("one that does not end when it is told to is ended: %s", async (name, context) => {
    const gate = await createGate(context);
    gate.open();
    const { run } = await aFarSide(context);
    const begin = async (count: number) => {
      const held = aLeash();
      const running = run(aMessage(name, [gate.url]), held.leash);
      await gate.arrived.until(() => true, count);
      return { ...held, running };
    };
    const stopped = await begin(1);
    stopped.pull(STOPPED);
    stopped.giveUp();
    expect(await stopped.running).toMatchObject({ kind: "postponed", why: "stopped", next: { attempt: 1 } });

    const lost = await begin(2);
    lost.pull(LOST);
    lost.giveUp();
    await expect(lost.running).rejects.toThrow("It could not be kept hidden.");

    const over = await begin(3);
    over.pull(OVER);
    over.giveUp();
    expect(await over.running).toMatchObject({
      kind: "retry",
      next: { attempt: 2, history: [{ name: "TimeoutError", message: "12 hours are over." }] },
    });
    if (kind === "process") for (const pid of gate.arrived.items) await untilGone(Number(pid));
    expect(await run(aMessage("never"))).toMatchObject({ kind: "discarded" });
  });

  // The timeout is a second, the shortest there is; over there it passes on the wall's clock.
  test("one that waits past its timeout has failed, and what it leaves behind is ended", async (context) => {
    const gate = await createGate(context);
    gate.open();
    const { run, notices } = await aFarSide(context);
    expect(await run(aMessage("slow", [gate.url]))).toMatchObject({
      kind: "retry",
      next: { attempt: 2 },
      error: { name: "TimeoutError", message: expect.stringContaining("after its timeout of 1 second") },
    });
    if (kind === "process") await untilGone(Number(gate.arrived.items[0]));
    else expect(notices.items).toEqual(["A thread was replaced: its job was given up, and went on in it."]);
    expect(await run(aMessage("never"))).toMatchObject({ kind: "discarded" });
  });

  test("one that computes past its timeout, and can't be told, has failed as well", async (context) => {
    const gate = await createGate(context);
    gate.open();
    const { run, clock, events } = await aFarSide(context);
    const running = run(aMessage("busy", [gate.url]));
    await gate.arrived.until(() => true);
    await events.until(({ type }) => type === "job.started");
    await clock.advance(2999);
    expect(clock.timers()).toBe(1);
    await clock.advance(1);
    expect(await running).toMatchObject({
      kind: "retry",
      ranSeconds: 3,
      next: { attempt: 2, history: [{ attempt: 1, name: "TimeoutError" }] },
      error: { name: "TimeoutError", message: expect.stringContaining(`its ${kind} was ended`) },
    });
    expect(await run(aMessage("never"))).toMatchObject({ kind: "discarded" });
  });

  test.for([
    { name: "leave", why: " ended with exit code 3: process.exit(3) was called." },
    { name: "stray", why: ": Refused: nobody waits for me." },
    { name: "reject-aside", why: ": Refused: nobody looked at me." },
    { name: "fill", why: kind === "thread" ? "reaching memory limit" : "ended with SIGABRT" },
  ])("a death is told exactly, with what it came from: $name", async ({ name, why }, context) => {
    const { run, clock } = await aFarSide(context, { maxMemoryMegabytes: 48 });
    await clock.advance(1000);
    const outcome = await run(aMessage(name, [], { crashes: 1 }));
    expect(outcome).toMatchObject({
      kind: "postponed",
      why: "quarantine",
      next: {
        attempt: 1,
        crashes: 2,
        quarantine: { copies: 1 },
        history: [
          {
            attempt: 1,
            name: "Crashed",
            at: new Date(START + 1000).toISOString(),
            message: expect.stringMatching(`^The ${kind} in which the job ran alone .*`),
          },
        ],
      },
    });
    expect(JSON.stringify(outcome)).toContain(why);
    expect(await run(aMessage("never"))).toMatchObject({ kind: "discarded" });
  });

  test("the third death is the last", async (context) => {
    const { run } = await aFarSide(context);
    const last = await run(aMessage("leave", [], { crashes: 2 }));
    expect(last).toMatchObject({ kind: "dead", letter: { dead: { reason: "crashed" } } });
    expect(last.kind === "dead" && last.letter.body).toContain("process.exit(3) was called");
  });

  test("one that speaks on the same channels is not taken for the far side's own words", async (context) => {
    const { run } = await aFarSide(context);
    expect(await run(aMessage("chat"))).toMatchObject({ kind: "completed" });
    expect(await run(aMessage("never"))).toMatchObject({ kind: "discarded" });
  });

  test("one more than there is room for waits; pulled meanwhile, it is sent on without having begun", async (context) => {
    const gate = await createGate(context);
    const { run, events } = await aFarSide(context, { count: 1 });
    const [third, lost] = [aLeash(), aLeash()];
    const first = run(aMessage("where", [gate.url]));
    const second = run(aMessage("never"));
    const waiting = run(aMessage("where", [gate.url], { id: "third" }), third.leash);
    const losing = run(aMessage("where", [gate.url], { id: "lost" }), lost.leash);
    await gate.arrived.until(() => true);
    third.pull(STOPPED);
    expect(await waiting).toMatchObject({ kind: "postponed", why: "stopped", next: { id: "third", attempt: 1 } });
    lost.pull(LOST);
    await expect(losing).rejects.toThrow("It could not be kept hidden.");
    expect(events.items).toHaveLength(1);
    gate.open();
    expect(await first).toMatchObject({ kind: "completed" });
    expect(await second).toMatchObject({ kind: "discarded" });
    expect(await run(aMessage("never"), third.leash)).toMatchObject({ kind: "postponed", why: "stopped" });
    expect(events.items.map(({ job }) => job)).toEqual(["where", "never"]);
  });

  test("ended, it leaves everything in its queue, what runs and what waits, and nothing behind", async (context) => {
    const gate = await createGate(context);
    gate.open();
    const { run, elsewhere, clock, notices } = await aFarSide(context, { count: 1 });
    const running = expect(run(aMessage("spin", [gate.url]))).rejects.toThrow("The worker has stopped");
    const waiting = expect(run(aMessage("never"))).rejects.toThrow("The worker has stopped.");
    await gate.arrived.until(() => true);
    await elsewhere.end();
    await Promise.all([running, waiting]);
    await expect(run(aMessage("never"))).rejects.toThrow("The worker has stopped.");
    await elsewhere.end();
    if (kind === "process") await untilGone(Number(gate.arrived.items[0]));
    expect(notices.items).toEqual([]);
    expect(clock.timers()).toBe(0);
  });
});
