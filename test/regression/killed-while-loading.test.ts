// A process that is killed while it loads the jobs, as for want of memory, is no sign of jobs that can't be loaded.

import { expect, test } from "vitest";
import { createApp } from "../support/app-folder.ts";
import { createGate } from "../support/gate.ts";
import { startRunner } from "../support/local-runner.ts";
import { untilGone } from "../support/processes.ts";

test("a batch whose process is killed while it loads runs in another", { timeout: 60_000 }, async (context) => {
  const gate = await createGate(context);
  gate.open();
  const app = createApp(context, {
    "jobs.ts": `import { appendFileSync, readFileSync } from "node:fs";
import { job } from "errand";
const marks = new URL("./marks", import.meta.url);
appendFileSync(marks, "x");
const place = readFileSync(marks, "utf8").length;
await fetch("${gate.url}?" + place + " " + process.pid);
if (place === 3) await new Promise(() => setInterval(() => {}, 1000)); // still loading when it is killed
export const echo = job("echo", (text: string) => console.log(text));
`,
  });
  const { ready, output, notices } = startRunner(context, { jobs: app.path("jobs.ts") });
  const { send } = await ready();
  const kill = async (place: number): Promise<void> => {
    const pid = Number((await gate.arrived.until((line) => line.startsWith(`${place} `))).split(" ")[1]);
    process.kill(pid, "SIGKILL");
    await untilGone(pid);
  };

  await kill(1); // the two that the runner has started beforehand
  await kill(2);
  await send(["echo", "still here"]);
  await kill(3);
  await output.until((line) => line === "still here");
  expect(notices.items).toEqual([]);
});
