// What is loaded over there: the jobs' module, Errand itself bundled or not, and the environment that the jobs enqueue by.

import { execFile } from "node:child_process";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { job } from "errand";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { makeQueues } from "../../../lib/aws/queues.ts";
import { queueVariable } from "../../../lib/core/environment.ts";
import { toTopology } from "../../../lib/core/topology.ts";
import { createEngine } from "../../../lib/engine/engine.ts";
import { startHttpServer } from "../../../lib/engine/http-server.ts";
import { createManualClock } from "../../../lib/testing/manual-clock.ts";
import { createApp } from "../../support/app-folder.ts";
import { aDelivery } from "../../support/deliveries.ts";
import { aLeash, anElsewhere } from "../../support/elsewhere.ts";
import { createGate } from "../../support/gate.ts";

const aMessage = (name: string, args: readonly unknown[] = []) => aDelivery({ function: name, args });
const jobs = [job("some", () => {})];
const ROOT = new URL("../../../", import.meta.url).pathname;

describe.each(["thread", "process"] as const)("a %s that can't load the jobs", { timeout: 60_000 }, (kind) => {
  const text = 'import { job } from "errand";\nexport const some = job("some", () => {});\n';

  test.for([
    { what: "throws", module: 'throw new Error("no settings");', says: "Error: no settings" },
    { what: "lacks a file", module: 'import "./nowhere.ts";', says: "Check the path" },
    { what: "exports none", module: "export const other = 1;", says: "must be a module, object or array" },
    {
      what: "ends it",
      module: "process.exit(7);",
      says: `the ${kind} ended with exit code 7: process.exit(7) was called`,
    },
    {
      what: "starts a worker",
      module: `import { job } from "errand";
import { createWorker } from "errand/worker";
await createWorker([job("some", () => {})]).start();`,
      says: "Put the jobs into a file of their own,",
    },
  ])("says so, and leaves its message in the queue: its module $what", async ({ module, says }, context) => {
    const app = createApp(context, { "jobs.ts": `${module}\n` });
    const { elsewhere } = await anElsewhere(context, { jobs, module: pathToFileURL(app.path("jobs.ts")) });
    const run = () => {
      const [delivery, { leash }] = [aMessage("some"), aLeash()];
      return kind === "thread" ? elsewhere.inThread(delivery, leash) : elsewhere.inProcess(delivery, leash);
    };
    await expect(run()).rejects.toMatchObject({
      code: "invalid_entry",
      message: expect.stringContaining(`could not be loaded in a ${kind} of their own: `),
    });
    await expect(run()).rejects.toThrow(says);
    app.write("jobs.ts", text);
    expect(await run()).toMatchObject({ kind: "completed" });
  });

  test("is given up after half a minute", async (context) => {
    const gate = await createGate(context);
    const app = createApp(context, { "jobs.ts": `await fetch("${gate.url}");\n${text}` });
    const { elsewhere, clock } = await anElsewhere(context, { jobs, module: pathToFileURL(app.path("jobs.ts")) });
    const [delivery, { leash }] = [aMessage("some"), aLeash()];
    const running = kind === "thread" ? elsewhere.inThread(delivery, leash) : elsewhere.inProcess(delivery, leash);
    const refused = expect(running).rejects.toThrow("it took longer than 30 s");
    await gate.arrived.until(() => true);
    await clock.advance(30_000);
    await refused;
  });
});

describe.each(["thread", "process"] as const)("in a %s", { timeout: 60_000 }, (kind) => {
  test("what a job enqueues goes to the queues of the environment that it was given", async (context) => {
    const engine = await startHttpServer(createEngine({ clock: createManualClock(Date.now()) }));
    context.onTestFinished(() => engine.close());
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const sqs = new SQSClient({ endpoint: engine.url, region: "us-east-1", credentials });
    const environment: Record<string, string> = {
      AWS_ENDPOINT_URL: engine.url,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    };
    const urls: Record<string, string> = {};
    for (const plan of toTopology().queues) {
      const { url } = await makeQueues(sqs, plan);
      urls[plan.priority] = url;
      environment[queueVariable(plan.priority, "queue")] = url;
    }
    const { elsewhere } = await anElsewhere(context, { environment });
    const [delivery, { leash }] = [aMessage("send-on", ["http://127.0.0.1/"]), aLeash()];
    const running = kind === "thread" ? elsewhere.inThread(delivery, leash) : elsewhere.inProcess(delivery, leash);
    expect(await running).toMatchObject({ kind: "completed" });
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: urls["high"] }));
    expect(JSON.parse(Messages[0]?.Body ?? "{}")).toMatchObject({ function: "where", hops: 1 });
    sqs.destroy();
  });
});

describe("bundled", { timeout: 60_000 }, () => {
  const PROGRAM = `import { anElsewhere, aLeash } from "${ROOT}test/support/elsewhere.ts";
import { aDelivery } from "${ROOT}test/support/deliveries.ts";
import * as jobs from "./jobs.ts";
const { elsewhere } = await anElsewhere({ onTestFinished: () => {} }, { jobs, module: new URL("./jobs.js", import.meta.url) });
const run = (kind) => elsewhere[kind](aDelivery({ function: "twice", args: [21] }), aLeash().leash).catch(({ message }) => ({ message }));
console.log("told " + JSON.stringify([await run("inThread"), await run("inProcess")]));
await elsewhere.end();
`;
  const TWICE = `import { current, job } from "errand";
export const twice = job("twice", (n: number) => { throw new Error(String(2 * n) + " " + current()?.job); }, { thread: true });
`;

  async function bundled(context: Parameters<typeof createApp>[0], splitting: boolean) {
    const app = createApp(context, { "main.ts": PROGRAM, "jobs.ts": TWICE });
    await build({
      entryPoints: [app.path("main.ts"), app.path("jobs.ts")],
      outdir: app.path("out"),
      bundle: true,
      splitting,
      minify: true,
      format: "esm",
      platform: "node",
      conditions: ["@errand/source"],
      external: ["@aws-sdk/*"],
    });
    const { stdout } = await promisify(execFile)(process.execPath, [app.path("out/main.js")]);
    const told = stdout.split("\n").find((line) => line.startsWith("told ")) ?? "told []";
    return JSON.parse(told.slice(5));
  }

  test("with splitting, threads and processes start from the bundle, with nothing beside it", async (context) => {
    const [inThread, inProcess] = await bundled(context, true);
    for (const outcome of [inThread, inProcess]) {
      expect(outcome).toMatchObject({ kind: "retry", error: { message: "42 twice" } });
    }
  });

  test("into one file, they are refused with what to do about it", async (context) => {
    const told = await bundled(context, false);
    for (const { message } of told) expect(message).toContain("Bundle with splitting");
    expect(told).toHaveLength(2);
  });
});
