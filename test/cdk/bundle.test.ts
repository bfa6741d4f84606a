import { EOL } from "node:os";
import { join } from "node:path";
import { CreateQueueCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { describe, expect, test, vi } from "vitest";
import { createApp } from "../support/app-folder.ts";
import { startEngineProcess } from "../support/engine-process.ts";
import { aBundle, handling, LOADED } from "./bundles.ts";

vi.setConfig({ testTimeout: 60_000 });

const NOTHING = join(import.meta.dirname, "../../bench/workers/nothing.ts");

describe("at its start a worker loads", () => {
  test("two files of at most 40 KB; no SDK, and nothing of Node's that takes long", async () => {
    const { run, bytes } = aBundle(NOTHING);
    expect(await run(LOADED)).toEqual(["index.mjs", "node:async_hooks", "node:module", "start.mjs"]);
    expect(bytes("index.mjs") + bytes("start.mjs")).toBeLessThanOrEqual(40 * 1024);
  });

  test("not a job's function that is behind lazy", async (context) => {
    const { path } = createApp(context, {
      "worker.ts": `
        import { job, lazy } from "errand";
        import { createHandler } from "errand/lambda";
        export const handler = createHandler([job("grow", lazy(() => import("./grow.ts")))]);`,
      "grow.ts": "export default () => 1;",
    });
    const { run, names } = aBundle(path("worker.ts"));
    expect(names).toContainEqual(expect.stringMatching(/^grow-\w+\.mjs$/));
    expect(await run(LOADED)).toEqual(["index.mjs", "node:async_hooks", "node:module", "start.mjs"]);
  });
});

describe("the SDK", () => {
  test("is bundled: no file imports it by its name", () => {
    expect(aBundle(NOTHING).text("")).not.toMatch(/(from|import\()\s*"@(aws-sdk|smithy)\//);
  });

  test("is left to the runtime: imported by its name, and in no file", () => {
    const [with_, without] = [aBundle(NOTHING), aBundle(NOTHING, { sdk: "runtime" })];
    expect(without.text("")).toContain('import("@aws-sdk/client-sqs")');
    expect(without.text("").length).toBeLessThan(with_.text("").length / 4);
  });
});

/** Both its jobs stand on a module that one loads at once and one later. */
const COUNTING = {
  "worker.ts": `
import { job, lazy } from "errand";
import { createHandler } from "errand/lambda";
import { count } from "./count.ts";
const options = { onEvent: (event) => { if (event.error) (globalThis.seen ??= {}).stack = event.error.stack; } };
export const handler = createHandler([
  job("now", () => count()),
  job("later", lazy(() => import("./later.ts"))),
  job("failing", lazy(() => import("./failing.ts")), { retry: { attempts: 1 } }),
], options);`,
  "count.ts": `
import { current } from "errand";
let calls = 0;
export function count(): void {
  calls += 1;
  globalThis.seen = { ...globalThis.seen, calls, [current().job]: current().attempt };
}
export function fail(): never {
  throw new Error("No paper left.");
}`,
  "later.ts": `
import { count } from "./count.ts";
export default () => count();`,
  "failing.ts": `
import { fail } from "./count.ts";
export default () => {
  fail();
};`,
};

test("no module is in it twice: what jobs at once and later share, and the run that they are in", async (context) => {
  const { run, text } = aBundle(createApp(context, COUNTING).path("worker.ts"));
  expect(text("start")).toContain("No paper left.");
  const calls = [
    { function: "now", args: [] },
    { function: "later", args: [] },
  ];
  expect(await run(handling(...calls))).toEqual({ batchItemFailures: [], calls: 2, now: 1, later: 1 });
});

test("a job that fails is buried with the bundled SDK, and its stack names the sources' lines", async (context) => {
  const { path } = createApp(context, COUNTING);
  const { run, folder } = aBundle(path("worker.ts"));
  const { url, sqs, kill } = await startEngineProcess(folder);
  context.onTestFinished(kill);
  const create = async (QueueName: string) => (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? "";
  const [low, dead] = [await create("errand-low"), await create("errand-low-dead")];
  const answer = await run(handling({ function: "failing", args: [] }), {
    AWS_ENDPOINT_URL_SQS: url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    ERRAND_LOW_QUEUE_URL: low,
    ERRAND_LOW_DEAD_QUEUE_URL: dead,
  });
  expect(answer).toEqual({ batchItemFailures: [], stack: expect.stringMatching(/count\.ts:9:9[\s\S]*failing\.ts:4:/) });
  const { Messages: [letter] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: dead }));
  expect(JSON.parse(letter?.Body ?? "")).toMatchObject({
    function: "failing",
    dead: { error: { message: "No paper left." } },
  });
});

test("a shared module that waits for one that is loaded later gets it", async (context) => {
  const { path } = createApp(context, {
    "worker.ts": `
      import { job, lazy } from "errand";
      import { createHandler } from "errand/lambda";
      import { motto } from "./motto.ts";
      export const handler = createHandler([job("say", () => motto), job("later", lazy(() => import("./later.ts")))]);
      globalThis.seen = { motto };`,
    "later.ts": `import { motto } from "./motto.ts"; export default () => motto;`,
    "words.ts": `import { plural } from "./plural.ts"; export const words = plural("word");`,
    "plural.ts": `export const plural = (word: string) => word + "s";`,
    "motto.ts": `
      import { plural } from "./plural.ts";
      const { words } = await import("./words.ts");
      export const motto = plural("deed") + ", not " + words;`,
  });
  const { run } = aBundle(path("worker.ts"));
  expect(await run(handling())).toEqual({ batchItemFailures: [], motto: "deeds, not words" });
});

test("CommonJS packages find what Node has, loaded at once or later", async (context) => {
  const { path } = createApp(context, {
    "worker.ts": `
      import { eol } from "old";
      globalThis.seen = { eol, ...(await (await import("./later.ts")).default()) };
      export const handler = async () => ({});`,
    "later.ts": `import { eol } from "old"; import * as older from "older"; export default () => ({ again: eol, ...older.default });`,
    "node_modules/old/package.json": '{ "name": "old" }',
    "node_modules/older/package.json": '{ "name": "older" }',
    "node_modules/old/index.js": `const os = require("os"); exports.eol = os.EOL;`,
    "node_modules/older/index.js": `const { sep } = require("node:path"); exports.slash = () => sep; exports.is = typeof sep;`,
  });
  expect(await aBundle(path("worker.ts")).run(handling())).toEqual({ eol: EOL, again: EOL, is: "string" });
});

/** A package that says by which condition it was found. */
const CONDITIONAL = {
  "worker.ts": `import { found } from "split"; export const handler = async () => found;`,
  "node_modules/split/package.json": JSON.stringify({
    name: "split",
    type: "module",
    exports: { edge: "./edge.js", default: "./main.js" },
  }),
  "node_modules/split/edge.js": `export const found = "at the edge";`,
  "node_modules/split/main.js": `export const found = "as always";`,
};

describe("of a package", () => {
  test("conditions choose", (context) => {
    const { path } = createApp(context, CONDITIONAL);
    expect(aBundle(path("worker.ts")).text("")).toContain("as always");
    expect(aBundle(path("worker.ts"), { conditions: ["edge"] }).text("")).toContain("at the edge");
  });

  test("nothing is taken in that is external, or installed beside the code", (context) => {
    const { path } = createApp(context, CONDITIONAL);
    for (const options of [{ external: ["split"] }, { nodeModules: ["split"] }]) {
      expect(aBundle(path("worker.ts"), options).text("")).toMatch(/from\s*"split"/);
    }
  });
});

test("not minified it can be read, joined as it is; without source maps there are none", async () => {
  const { names, text, run } = aBundle(NOTHING, { minify: false, sourceMap: false });
  expect(names.filter((name) => name.endsWith(".map"))).toEqual([]);
  expect(text("")).not.toContain("sourceMappingURL");
  expect(text("start")).toContain("function toDefinition");
  expect(await run(handling({ function: "nothing", args: [] }))).toEqual({ batchItemFailures: [] });
});
