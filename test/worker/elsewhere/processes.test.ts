// What holds for processes alone: each is for one run, and whatever happens to it, nothing of it is left.

import { fork } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { aDelivery } from "../../support/deliveries.ts";
import { aLeash, anElsewhere } from "../../support/elsewhere.ts";
import { createGate } from "../../support/gate.ts";
import { isRunning, untilGone } from "../../support/processes.ts";

const aMessage = (name: string, args: readonly unknown[] = []) => aDelivery({ function: name, args });
const HOST = new URL("./fixtures/host.ts", import.meta.url);

describe("processes", { timeout: 60_000 }, () => {
  test("each run has one of its own, which is gone when the run has ended", async (context) => {
    const gate = await createGate(context);
    gate.open();
    const { elsewhere } = await anElsewhere(context);
    const run = () => elsewhere.inProcess(aMessage("where", [gate.url]), aLeash().leash);
    await run();
    await run();
    const pids = gate.arrived.items.map((told) => Number(JSON.parse(told).pid));
    expect(new Set([...pids, process.pid]).size).toBe(3);
    for (const pid of pids) await untilGone(pid);
  });

  test("one that is killed by a signal has died of its job", async (context) => {
    const { elsewhere } = await anElsewhere(context);
    expect(await elsewhere.inProcess(aMessage("kill"), aLeash().leash)).toMatchObject({
      kind: "postponed",
      next: {
        crashes: 1,
        history: [{ name: "Crashed", message: "The process in which the job ran alone ended with SIGKILL." }],
      },
    });
  });

  test("one that cuts its connection is ended, and has died of its job", async (context) => {
    const { elsewhere, clock, events } = await anElsewhere(context);
    const running = elsewhere.inProcess(aMessage("cut"), aLeash().leash);
    await events.until(({ type }) => type === "job.started");
    await expect.poll(() => clock.timers(), { timeout: 20_000 }).toBe(1);
    await clock.advance(500);
    expect(await running).toMatchObject({ kind: "postponed", next: { crashes: 1 } });
  });

  test("a signal that reaches all of the worker's processes does not end it: the worker decides", async (context) => {
    const gate = await createGate(context);
    const { elsewhere } = await anElsewhere(context);
    const running = elsewhere.inProcess(aMessage("where", [gate.url]), aLeash().leash);
    const pid = Number(JSON.parse(await gate.arrived.until(() => true)).pid);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.kill(pid, signal);
    gate.open();
    expect(await running).toMatchObject({ kind: "completed" });
  });

  // The watch over there looks every second of real time.
  test.for(["hang", "spin"])("when the worker is killed, it ends as well: %s", async (name, context) => {
    const gate = await createGate(context);
    gate.open();
    const host = fork(HOST, [name, gate.url]);
    context.onTestFinished(() => void host.kill("SIGKILL"));
    const pid = Number(await gate.arrived.until(() => true));
    expect(isRunning(pid)).toBe(true);
    host.kill("SIGKILL");
    await once(host, "exit");
    await untilGone(pid);
  });
});
