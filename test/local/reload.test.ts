// Changes of the jobs' files, as editors, git and people make them, while the runner runs.

import { describe, expect, type TestContext, test } from "vitest";
import { createApp, saying } from "../support/app-folder.ts";
import { createGate } from "../support/gate.ts";
import { startRunner } from "../support/local-runner.ts";
import { untilGone } from "../support/processes.ts";

// Each test starts processes, which take a second or two on a busy machine.
const PROCESS_TIMEOUT = 60_000;

const LOADED = "the jobs are loaded anew";

/** An application of these files whose jobs.ts is run. */
async function startApp(context: TestContext, files: Readonly<Record<string, string>>) {
  const app = createApp(context, files);
  const { ready, output, notices } = startRunner(context, { jobs: app.path("jobs.ts") });
  const { send } = await ready();
  const says = async (text: string): Promise<void> => {
    await send(["say"]);
    await output.until((line) => line === text);
  };
  const loaded = (count = 1) => notices.until((notice) => notice.includes(LOADED), count);
  return { app, says, loaded, send, output, notices };
}

describe("a change is loaded", { timeout: PROCESS_TIMEOUT }, () => {
  test("when an editor puts a new file in the old one's place, again and again", async (context) => {
    const { app, says, loaded } = await startApp(context, { "jobs.ts": saying("one") });
    await says("one");
    app.replace("jobs.ts", saying("two"));
    await loaded();
    await says("two");
    app.replace("jobs.ts", saying("three"));
    await loaded(2);
    await says("three");
  });

  test("when the file was deleted and is written again, as a checkout does", async (context) => {
    const { app, says, loaded, notices } = await startApp(context, { "jobs.ts": saying("one") });
    app.remove("jobs.ts");
    await notices.until((notice) => notice.includes("The jobs run on as they were"));
    await says("one");
    app.write("jobs.ts", saying("two"));
    await loaded();
    await says("two");
  });

  test("of a module that the jobs import, in another folder", async (context) => {
    const { app, says, loaded } = await startApp(context, {
      "jobs.ts": `export { say } from "./deep/say.ts";\n`,
      "deep/say.ts": saying("one"),
    });
    await says("one");
    app.write("deep/say.ts", saying("two"));
    await loaded();
    await says("two");
  });

  test("when a module that was missing comes into being", async (context) => {
    const { app, says, loaded, notices } = await startApp(context, { "jobs.ts": saying("one") });
    app.write("jobs.ts", `export { say } from "./say.ts";\n`);
    await notices.until((notice) => notice.includes("could not be loaded"));
    app.write("say.ts", saying("two"));
    await loaded();
    await says("two");
  });
});

test("a file that can't be loaded leaves the jobs as they were, and says so", {
  timeout: PROCESS_TIMEOUT,
}, async (context) => {
  const { app, says, loaded, notices } = await startApp(context, { "jobs.ts": saying("one") });
  app.write("jobs.ts", "export const broken = (");
  const notice = await notices.until((line) => line.includes("could not be loaded"));
  expect(notice).toContain(app.path("jobs.ts"));
  await says("one");
  app.write("jobs.ts", saying("two"));
  await loaded();
  await says("two");
});

test("a message that comes while the code is broken, and no process is left, waits for it to be mended", {
  timeout: PROCESS_TIMEOUT,
}, async (context) => {
  const gate = await createGate(context);
  gate.open();
  const leave = `export const leave = job("leave", () => {
    console.log("pid " + process.pid);
    setImmediate(() => process.exit(0));
  });\n`;
  const { app, send, loaded, output } = await startApp(context, { "jobs.ts": saying("one") + leave });
  for (const count of [1, 2]) {
    await send(["leave"]);
    const said = await output.until((line) => line.startsWith("pid "), count);
    await untilGone(Number(said.replace("pid ", "")));
  }
  app.write("jobs.ts", `await fetch("${gate.url}?" + process.pid); throw new Error("broken");`);
  await gate.arrived.until(() => true, 1);
  await send(["say"]);
  await untilGone(Number(await gate.arrived.until(() => true, 2)));
  app.write("jobs.ts", saying("two"));
  await loaded();
  await output.until((line) => line === "two");
});

test("an invocation under way ends with the code that it began with", { timeout: PROCESS_TIMEOUT }, async (context) => {
  const gate = await createGate(context);
  const waiting = (text: string) => `import { job } from "errand";
    export const say = job("say", async () => {
      await fetch("${gate.url}?${text}");
      console.log("${text}");
    });\n`;
  const { app, send, loaded, output } = await startApp(context, { "jobs.ts": waiting("old") });
  await send(["say"]);
  await gate.arrived.until((text) => text === "old");
  app.write("jobs.ts", waiting("new"));
  await loaded();
  await send(["say"]);
  await gate.arrived.until((text) => text === "new");
  gate.open();
  await output.until((line) => line === "old");
  await output.until((line) => line === "new");
});

test("without watching, nothing is loaded anew", { timeout: PROCESS_TIMEOUT }, async (context) => {
  const app = createApp(context, { "jobs.ts": saying("one") });
  const { ready, output, notices } = startRunner(context, { jobs: app.path("jobs.ts"), watch: false });
  const { send } = await ready();
  app.write("jobs.ts", saying("two"));
  await send(["say"]);
  await output.until((line) => line === "one");
  expect(notices.items).toEqual([]);
});
