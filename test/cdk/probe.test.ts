import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { bundle } from "../../lib/cdk/bundle.ts";
import { type BundledFile, INDEX } from "../../lib/cdk/bundled-file.ts";
import { type Bundling, checkBundling } from "../../lib/cdk/bundling.ts";
import { probe } from "../../lib/cdk/probe.ts";
import { writeBundle } from "../../lib/cdk/worker-code.ts";
import { createApp } from "../support/app-folder.ts";

vi.setConfig({ testTimeout: 60_000 });

const ROOT = join(import.meta.dirname, "../..");
const IMPORTS = 'import { job } from "errand"; import { createHandler } from "errand/lambda";';
const HANDLER = 'export const handler = createHandler([job("greet", () => {}, { priority: "high" })]);';

/** The names of the jobs of a worker of these files, of which the first is the entry. */
function jobsOf(files: Readonly<Record<string, string>>, environment: Readonly<Record<string, string>> = {}) {
  const [name = ""] = Object.keys(files);
  const { path } = createApp({ onTestFinished } as never, files);
  const bundling = checkBundling({ conditions: ["@errand/source"], sdk: "runtime" });
  const bundled = bundle(path(name), bundling);
  return load(bundled, bundling, path(name), environment).map((found) => found.name);
}

function load(files: readonly BundledFile[], bundling: Bundling, entry: string, environment = {}) {
  const write = (folder: string): void => writeBundle(files, bundling, folder);
  return probe({ write, file: INDEX, exported: "handler", entry, environment });
}

const withLine = (line: string) => jobsOf({ "worker.ts": `${IMPORTS} ${line}\n${HANDLER}` });

describe("a worker is taken", () => {
  test.each([
    ["whose timers go on", "setInterval(() => {}, 5);"],
    ["that listens", 'import { createServer } from "node:http"; createServer().listen(0, "127.0.0.1");'],
    [
      "that prints much",
      'for (let i = 0; i < 50_000; i++) { console.log("x".repeat(80)); console.error("x".repeat(80)); }',
    ],
    ["that waits a while", "await new Promise((resolve) => setTimeout(resolve, 20));"],
    [
      "whose own process goes on, and holds what it was given",
      'import { spawn } from "node:child_process"; spawn(process.execPath, ["-e", "setTimeout(() => {}, 15000)"], { stdio: "inherit" });',
    ],
    ["that goes on when it is asked to end", 'process.on("SIGTERM", () => {}); setInterval(() => {}, 5);'],
    [
      "that looks for what Lambda sets",
      'if (!process.env.AWS_REGION || !process.env.LAMBDA_TASK_ROOT) throw new Error("nowhere");',
    ],
  ])("%s", (_, line) => {
    const startedAt = performance.now();
    expect(withLine(line)).toEqual(["greet"]);
    expect(performance.now() - startedAt).toBeLessThan(14_000);
  });

  test("in a package of CommonJS, with spaces and letters of many kinds in its path", () => {
    const files = {
      "näh maschine/été 100%/worker.ts": `${IMPORTS} const words: string[] = await Promise.resolve([]); ${HANDLER}`,
      "näh maschine/package.json": '{ "name": "shop" }',
      "näh maschine/node_modules/plain/package.json": '{ "name": "plain" }',
    };
    const { path } = createApp({ onTestFinished } as never, files);
    symlinkSync(ROOT, path("näh maschine/node_modules/errand"));
    const entry = path("näh maschine/été 100%/worker.ts");
    const bundling = checkBundling({ conditions: ["@errand/source"], sdk: "runtime" });
    const bundled = bundle(entry, bundling);
    expect(load(bundled, bundling, entry)).toHaveLength(1);
  });

  test("whose jobs are in two handlers, each once", () => {
    const code = `${IMPORTS} const jobs = [job("greet", () => {})]; export const other = createHandler(jobs); export const handler = createHandler(jobs);`;
    expect(jobsOf({ "worker.ts": code })).toEqual(["greet"]);
  });

  test("with its own variables, and nobody's NODE_OPTIONS", () => {
    vi.stubEnv("NODE_OPTIONS", "--import=not-there-at-all");
    onTestFinished(() => void vi.unstubAllEnvs());
    const code = `${IMPORTS} if (process.env.SHOP !== "north") throw new Error("Which shop?"); ${HANDLER}`;
    expect(jobsOf({ "worker.ts": code }, { SHOP: "north", NODE_OPTIONS: "--require=/opt/tracing.js" })).toEqual([
      "greet",
    ]);
  });
});

describe("a worker is refused, with what is wrong and where", () => {
  test("that throws in a module: by the source's line, and no line of ours", () => {
    const files = {
      "worker.ts": `${IMPORTS} import { price } from "./prices.ts"; console.log(price); ${HANDLER}`,
      "prices.ts":
        'interface Price { readonly cents: number }\n\nfunction read(): Price {\n  throw new TypeError("No prices.");\n}\nexport const price = read();',
    };
    expect(() => jobsOf(files)).toThrow(
      /it throws when it is imported:\nTypeError: No prices\.\n {4}at read \(\/.*\/app-\w+\/prices\.ts:4:9\)\n {4}at <anonymous> \(.*prices\.ts:6:22\)\nWhat it needs/,
    );
  });

  test("that reads a file which lies beside its source only", () => {
    const line = 'import { readFileSync } from "node:fs"; readFileSync(new URL("./rates.csv", import.meta.url));';
    expect(() => withLine(line)).toThrow(/ENOENT[\s\S]*give the file or folder as bundling\.assets\.$/);
  });

  test("that waits for what never comes", () => {
    expect(() => withLine("await new Promise(() => {});")).toThrow("It waits, at its top level, for what never comes.");
  });

  test("a promise of which fails, though nobody asks for it", () => {
    expect(() => withLine('void Promise.reject(new Error("No paper."));')).toThrow("Error: No paper.");
  });
});

describe("installed in a folder with spaces and letters of many kinds", () => {
  /** Runs a program beside Errand's sources, where no package is. */
  async function runBeside(program: string): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), "näh maschine 100% "));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    cpSync(join(ROOT, "lib"), join(folder, "lib"), { recursive: true });
    const args = ["--input-type=module", "--eval", program];
    return (await promisify(execFile)(process.execPath, args, { cwd: folder })).stdout;
  }

  test("a worker is loaded", async () => {
    const program = `
      import { writeFileSync } from "node:fs";
      import { probe } from "./lib/cdk/probe.ts";
      const write = (folder) => writeFileSync(folder + "/index.mjs", "export const handler = 7;");
      try { probe({ write, file: "index.mjs", exported: "handler", entry: "worker.ts", environment: {} }); } catch (error) { console.log(error.message); }`;
    expect(await runBeside(program)).toContain('must export a function "handler", got a number');
  });

  test("without esbuild, it says so", async () => {
    const program = `
      import { bundle } from "./lib/cdk/bundle.ts";
      import { checkBundling } from "./lib/cdk/bundling.ts";
      try { bundle("lib/cdk/probe.ts", checkBundling()); } catch (error) { console.log(error.code, error.message); }`;
    expect((await runBeside(program)).trim()).toBe(
      "invalid_entry The worker can't be bundled: esbuild is not installed. Run npm install --save-dev esbuild.",
    );
  });
});
