// What holds for threads alone: they are kept for the next job, until they are better not.

import { describe, expect, test } from "vitest";
import { aDelivery } from "../../support/deliveries.ts";
import { aLeash, anElsewhere } from "../../support/elsewhere.ts";
import { createGate } from "../../support/gate.ts";

const aMessage = (name: string, args: readonly unknown[] = []) =>
  aDelivery({ function: name, args, id: `id-of-${name}` });
const threadOf = (told: string | undefined): number => JSON.parse(told ?? "{}").threadId;

describe("threads", { timeout: 60_000 }, () => {
  test("are kept for the next job, and as many as there may be are started, not more", async (context) => {
    const gate = await createGate(context);
    const { elsewhere, events } = await anElsewhere(context, { count: 2 });
    const run = () => elsewhere.inThread(aMessage("where", [gate.url]), aLeash().leash);
    const all = [run(), run(), run(), run()];
    await gate.arrived.until(() => true, 2);
    expect(events.items).toHaveLength(2);
    gate.open();
    await Promise.all(all);
    expect(new Set(gate.arrived.items.map(threadOf)).size).toBe(2);
  });

  test("who waits for one gets it by priority, then in the order of arrival", async (context) => {
    const gate = await createGate(context);
    const { elsewhere, events } = await anElsewhere(context, { count: 1 });
    const run = (id: string, priority: "high" | "low") =>
      elsewhere.inThread(aDelivery({ function: "where", args: [gate.url], id }, { priority }), aLeash().leash);
    const all = [run("first", "low"), run("low", "low"), run("high", "high"), run("next high", "high")];
    await gate.arrived.until(() => true);
    gate.open();
    await Promise.all(all);
    const started = events.items.filter((event) => event.type === "job.started");
    expect(started.map(({ id }) => id)).toEqual(["first", "high", "next high", "low"]);
  });

  test("while one computes, the worker itself goes on", async (context) => {
    const gate = await createGate(context);
    gate.open();
    const { elsewhere } = await anElsewhere(context, { count: 2 });
    const held = aLeash();
    const spinning = elsewhere.inThread(aMessage("spin", [gate.url]), held.leash);
    await gate.arrived.until(() => true);
    const beside = await elsewhere.inThread(aMessage("never"), aLeash().leash);
    expect(beside).toMatchObject({ kind: "discarded" });
    held.pull({ why: "stopped", error: new Error("The worker stops.") });
    held.giveUp();
    expect(await spinning).toMatchObject({ kind: "postponed" });
  });

  test("one that holds more than three quarters of its memory after a job is replaced before the next", async (context) => {
    const gate = await createGate(context);
    gate.open();
    const { elsewhere, notices } = await anElsewhere(context, { maxMemoryMegabytes: 100 });
    const run = (name: string, args: readonly unknown[] = []) =>
      elsewhere.inThread(aMessage(name, args), aLeash().leash);
    await run("keep", [20]);
    await run("where", [gate.url]);
    expect(notices.items).toEqual([]);
    expect(await run("keep", [60])).toMatchObject({ kind: "completed" });
    expect(notices.items).toEqual([
      expect.stringMatching(
        /^A thread was replaced: after its job \d+ MB were in use, more than three quarters of the 100 MB of its "maxMemory"\.$/,
      ),
    ]);
    await run("where", [gate.url]);
    const [first, second] = gate.arrived.items.map(threadOf);
    expect(second).not.toBe(first);
  });

  test("what a job left behind ends the thread of another: that one is not blamed, and stays in its queue", async (context) => {
    const gate = await createGate(context);
    const other = await createGate(context);
    other.open();
    const { elsewhere, notices } = await anElsewhere(context);
    const run = (name: string, args: readonly unknown[]) => elsewhere.inThread(aMessage(name, args), aLeash().leash);
    expect(await run("leave-behind", [gate.url])).toMatchObject({ kind: "completed" });
    const innocent = expect(run("hang", [other.url])).rejects.toThrow(
      "Refused: left behind. That comes from job id-of-leave-behind, which ran there before.",
    );
    await other.arrived.until(() => true);
    gate.open();
    await innocent;
    expect(notices.items).toEqual([expect.stringContaining("A thread was replaced: it ")]);
  });

  test("one that ends while no job is in it is replaced, and that is told", async (context) => {
    const gate = await createGate(context);
    const { elsewhere, notices } = await anElsewhere(context);
    const run = (name: string, args: readonly unknown[] = []) =>
      elsewhere.inThread(aMessage(name, args), aLeash().leash);
    await run("leave-behind", [gate.url]);
    gate.open();
    await notices.until((notice) =>
      notice.startsWith("A thread that no job was in ended with exit code 1: Refused: left behind"),
    );
    expect(await run("never")).toMatchObject({ kind: "discarded" });
  });
});
