// What an application can do to the process that it runs in, and what becomes of the runner then.

import { describe, expect, test } from "vitest";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { createApp } from "../support/app-folder.ts";
import { createGate } from "../support/gate.ts";
import { startRunner } from "../support/local-runner.ts";
import { untilGone } from "../support/processes.ts";

const PROCESS_TIMEOUT = 60_000;

const JOBS = `import { job } from "errand";
export const echo = job("echo", (text: string) => console.log(text));
export const leave = job("leave", () => {
  console.log("pid " + process.pid);
  setImmediate(() => process.exit(0));
});
export const chat = job("chat", () => {
  const forged = { type: "event", event: { type: "job.dead", job: "chat" } };
  for (const message of [null, "text", forged, ["no token", forged]]) process.send?.(message);
});
export const cut = job("cut", async () => {
  process.removeAllListeners("disconnect");
  process.disconnect();
  await new Promise(() => setInterval(() => {}, 1000));
});
export const spin = job("spin", async (url: string) => {
  await fetch(url + "?" + process.pid);
  for (;;);
});
export const hang = job("hang", async (url: string) => {
  await fetch(url + "?" + process.pid);
  await new Promise(() => setInterval(() => {}, 1000));
});
`;

const pidOf = (line: string): number => Number(line.replace("pid ", ""));

describe("a job may misuse its process", { timeout: PROCESS_TIMEOUT }, () => {
  test("one that ends it once it has answered costs nobody anything", async (context) => {
    const app = createApp(context, { "jobs.ts": JOBS });
    const { ready, output, notices } = startRunner(context, { jobs: app.path("jobs.ts") });
    const { send } = await ready();
    await send(["leave"]);
    await untilGone(pidOf(await output.until((line) => line.startsWith("pid "))));
    await send(["echo", "still here"]);
    await output.until((line) => line === "still here");
    expect(notices.items.filter((notice) => !notice.includes("exit code 0"))).toEqual([]);
  });

  test("one that speaks on the same channel is not taken for the runner's own words", async (context) => {
    const app = createApp(context, { "jobs.ts": JOBS });
    const { ready, events, notices } = startRunner(context, { jobs: app.path("jobs.ts") });
    const { send } = await ready();
    await send(["chat"]);
    await events.until(({ type, job }) => type === "job.completed" && job === "chat");
    expect(events.items.map(({ type }) => type)).toEqual(["job.started", "job.completed"]);
    expect(notices.items).toEqual([]);
  });

  test("one that cuts the channel is ended, and the runner says so", async (context) => {
    const app = createApp(context, { "jobs.ts": JOBS });
    const { ready, output, notices } = startRunner(context, { jobs: app.path("jobs.ts") });
    const { send } = await ready();
    await send(["cut"]);
    await notices.until((notice) => notice.includes("its process has cut the connection to the runner"));
    await send(["echo", "still here"]);
    await output.until((line) => line === "still here");
  });

  test("stopping ends one that blocks it for ever, and one that waits for ever", async (context) => {
    const gate = await createGate(context);
    gate.open();
    const app = createApp(context, { "jobs.ts": JOBS });
    const { ready } = startRunner(context, {
      jobs: app.path("jobs.ts"),
      concurrency: { low: 2 },
    });
    const { runner, send } = await ready();
    await send(["spin", gate.url]);
    await gate.arrived.until(() => true, 1);
    await send(["hang", gate.url]);
    await gate.arrived.until(() => true, 2);
    await runner.stop(0);
    await Promise.all(gate.arrived.items.map((pid) => untilGone(Number(pid))));
  });
});

describe("jobs that never finish loading", { timeout: PROCESS_TIMEOUT }, () => {
  test("are given up after half a minute, and leave no process", async (context) => {
    const gate = await createGate(context);
    const app = createApp(context, { "jobs.ts": `await fetch("${gate.url}?" + process.pid);\n${JOBS}` });
    const clock = createManualClock();
    const { starting } = startRunner(context, { jobs: app.path("jobs.ts") }, clock);
    const refused = expect(starting).rejects.toMatchObject({
      code: "local_failed",
      message: expect.stringContaining("it took longer than 30 s and was ended"),
    });
    const pid = Number(await gate.arrived.until(() => true));
    await clock.advance(29_999);
    await clock.advance(1);
    await refused;
    await untilGone(pid);
  });

  test("one of the warm processes that can't load fails the start, and ends the others", async (context) => {
    const gate = await createGate(context);
    gate.open();
    const app = createApp(context, {
      "jobs.ts": `import { existsSync, writeFileSync } from "node:fs";
await fetch("${gate.url}?" + process.pid);
const mark = new URL("./mark", import.meta.url);
if (existsSync(mark)) throw new Error("only once");
writeFileSync(mark, "");
${JOBS}`,
    });
    const { starting } = startRunner(context, { jobs: app.path("jobs.ts") });
    await expect(starting).rejects.toMatchObject({
      code: "local_failed",
      message: expect.stringContaining("only once"),
    });
    await Promise.all(gate.arrived.items.map((pid) => untilGone(Number(pid))));
    expect(gate.arrived.items).toHaveLength(2);
  });
});

test("listeners that throw stop nothing", { timeout: PROCESS_TIMEOUT }, async (context) => {
  const app = createApp(context, { "jobs.ts": JOBS });
  const lines: string[] = [];
  const seen = Promise.withResolvers<void>();
  const { ready } = startRunner(context, {
    jobs: app.path("jobs.ts"),
    onEvent: () => {
      throw new Error("listener fell over");
    },
    onOutput: (line) => {
      lines.push(line);
      if (lines.length === 2) seen.resolve();
      throw new Error("listener fell over");
    },
  });
  const { send } = await ready();
  await send(["echo", "one"], ["echo", "two"]);
  await seen.promise;
  expect(lines.toSorted()).toEqual(["one", "two"]);
});

test("a job that may take longer than Lambda lets a function run is run all the same", {
  timeout: PROCESS_TIMEOUT,
}, async (context) => {
  const long = `import { job } from "errand"; export const long = job("long", () => console.log("ran"), { timeout: "20 minutes" });`;
  const app = createApp(context, { "jobs.ts": long });
  const { ready, output } = startRunner(context, { jobs: app.path("jobs.ts") });
  const { send } = await ready();
  await send(["long"]);
  await output.until((line) => line === "ran");
});
