import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const LIB = join(ROOT, "lib");

interface Import {
  readonly from: string;
  /** A file of lib from its root, as `core/job.ts`, or a package's name. */
  readonly to: string;
}

/** Every import of lib, those of types too, found as text: esbuild and the runtime drop types. */
function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(LIB, file), "utf8").replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, "");
  const specifiers = [
    ...text.matchAll(/^(?:import|export|\})[^"'`;]*?from "([^"]+)"/gm),
    ...text.matchAll(/^import "([^"]+)"/gm),
    ...text.matchAll(/\bimport\(\s*"([^"]+)"/g),
  ];
  return [...specifiers].map(([, specifier = ""]) => ({
    from: file,
    to: specifier.startsWith(".") ? relative(LIB, resolve(LIB, dirname(file), specifier)) : specifier,
  }));
}

const files = readdirSync(LIB, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
const imports = files.flatMap(importsOf);
const roomOf = (file: string): string => (file.includes("/") ? (file.split("/")[0] ?? "") : "(doors)");
const isPackage = (to: string): boolean => !to.endsWith(".ts");

/** What each room may import besides itself: doors over hosts over runtimes over core over schedule, adapters beside them. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "(doors)": ["cli", "cdk", "local", "testing", "lambda", "worker", "observe", "aws", "disk", "core"],
  cli: ["local", "worker", "observe", "aws", "disk", "doctor", "cost", "core"],
  cdk: ["doctor", "cost", "core"],
  doctor: ["schedule", "core"],
  cost: ["core"],
  local: ["lambda", "observe", "aws", "disk", "engine", "schedule", "core"],
  testing: ["lambda", "aws", "engine", "core"],
  lambda: ["core"],
  worker: ["core"],
  observe: ["core"],
  aws: ["core"],
  disk: ["core"],
  engine: ["schedule", "core"],
  core: ["schedule"],
  schedule: [],
};

/** Which packages and parts of Node each room may import. */
const MAY_USE: Readonly<Record<string, RegExp>> = {
  "(doors)": /^$/,
  cli: /^(node:.*|commander)$/,
  cdk: /^(node:.*|aws-cdk-lib(\/.*)?|constructs|esbuild)$/,
  doctor: /^$/,
  cost: /^$/,
  local: /^(node:.*|chokidar)$/,
  testing: /^node:(async_hooks|timers|zlib)$/,
  lambda: /^$/,
  worker: /^node:.*$/,
  observe: /^$/,
  aws: /^@aws-sdk\/client-(sqs|scheduler|s3|cloudformation|lambda)$/,
  disk: /^node:.*$/,
  engine: /^node:.*$/,
  schedule: /^croner$/,
  core: /^(node:async_hooks|node:crypto|node:zlib|@standard-schema\/spec|canonicalize|@opentelemetry\/api)$/,
};

describe("imports point down", () => {
  test("every room has its rule", () => {
    expect([...new Set(files.map(roomOf))].toSorted()).toEqual(Object.keys(MAY_IMPORT).toSorted());
  });

  test("a room imports only itself and the rooms below it", () => {
    const wrong = imports.filter(({ from, to }) => {
      const [own, other] = [roomOf(from), roomOf(to)];
      return !isPackage(to) && own !== other && !MAY_IMPORT[own]?.includes(other);
    });
    expect(wrong).toEqual([]);
  });

  test("a room uses only the packages that it is there for: aws alone has the SDK, and core has none", () => {
    const wrong = imports.filter(({ from, to }) => isPackage(to) && !MAY_USE[roomOf(from)]?.test(to));
    expect(wrong).toEqual([]);
  });

  test("of core, the engine sees the ports only", () => {
    const wrong = imports.filter(
      ({ from, to }) => roomOf(from) === "engine" && roomOf(to) === "core" && to !== "core/ports.ts",
    );
    expect(wrong).toEqual([]);
  });

  test("doors only compose: at most 40 lines without their comments", () => {
    for (const door of files.filter((file) => roomOf(file) === "(doors)")) {
      const code = readFileSync(join(LIB, door), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
      expect([door, code.split("\n").filter((line) => line.trim() !== "").length <= 40]).toEqual([door, true]);
    }
  });

  test("no file is two files: at most 250 lines", () => {
    const long = files.filter((file) => readFileSync(join(LIB, file), "utf8").split("\n").length > 251);
    expect(long).toEqual([]);
  });

  test("every file begins by saying what it hides", () => {
    const silent = files.filter((file) => !/^(#!.*\n)?\/\/ /.test(readFileSync(join(LIB, file), "utf8")));
    expect(silent).toEqual([]);
  });
});

describe("what a user's bundle weighs", () => {
  /** Bundles a program as a user's build would, split at dynamic imports; gives what loads at its start. */
  async function startOf(program: string, splitting = true) {
    const { metafile } = await build({
      stdin: { contents: program, resolveDir: ROOT, sourcefile: "program.ts", loader: "ts" },
      bundle: true,
      splitting,
      format: "esm",
      minify: true,
      platform: "node",
      target: "node22",
      conditions: ["@errand/source"],
      external: ["@aws-sdk/*", "@opentelemetry/api"], // left to the runtime, or there only where the application has it
      metafile: true,
      write: false,
      outdir: "out",
    });
    const outputs = eagerOutputs(metafile);
    const inputs = outputs.flatMap((output) => Object.keys(metafile.outputs[output]?.inputs ?? {}));
    const external = outputs.flatMap((output) => metafile.outputs[output]?.imports ?? []);
    const packages = [
      ...inputs.filter((input) => input.includes("node_modules/")),
      ...external.filter(({ path, kind }) => path.startsWith("@") && kind !== "dynamic-import").map(({ path }) => path),
    ];
    const bytes = outputs.reduce((sum, output) => sum + (metafile.outputs[output]?.bytes ?? 0), 0);
    return { bytes, packages };
  }

  /** The chunks that are loaded before anything is called: the entry and its static imports. */
  function eagerOutputs({ outputs }: Metafile): readonly string[] {
    const entry = Object.keys(outputs).find((output) => outputs[output]?.entryPoint === "program.ts");
    const eager = new Set<string>();
    const visit = (output: string): void => {
      if (eager.has(output)) return;
      eager.add(output);
      for (const { path, kind } of outputs[output]?.imports ?? [])
        if (kind === "import-statement" && path in outputs) visit(path);
    };
    if (entry === undefined) throw new Error("esbuild made no entry chunk");
    visit(entry);
    return [...eager];
  }

  /** The names of the door but for those, which weigh only where they are asked for. */
  async function doorWithout(...left: readonly string[]): Promise<string> {
    const names = Object.keys(await import("errand")).filter((name) => !left.includes(name));
    return `export { ${names.join(", ")} } from "errand";`;
  }

  const SCHEDULES = ["cron", "rate", "at"];

  test("the door errand: at most 16 KB, and no SDK", async () => {
    const { bytes, packages } = await startOf(await doorWithout(...SCHEDULES, "nextRuns"));
    expect(packages).toEqual([]);
    expect(bytes).toBeLessThanOrEqual(16 * 1024);
  });

  test("with schedules, which are checked where they are defined: at most 28 KB, and no package", async () => {
    const { bytes, packages } = await startOf(await doorWithout("nextRuns"));
    expect(packages).toEqual([]);
    expect(bytes).toBeLessThanOrEqual(28 * 1024);
  });

  test("with nextRuns, which evaluates them: croner besides, and at most 64 KB", async () => {
    const { bytes, packages } = await startOf('export * from "errand";');
    expect(packages).toEqual(["node_modules/croner/dist/croner.js"]);
    expect(bytes).toBeLessThanOrEqual(64 * 1024);
  });

  test("bundled without splitting, as for Lambda by default: at most 136 KB with all that is loaded later", async () => {
    // All of the door but what a worker has no use for, and a bundler leaves out where nobody asks for it.
    const program = `${await doorWithout("deadJobs", ...SCHEDULES, "nextRuns")} export * from "errand/lambda";`;
    const { bytes, packages } = await startOf(program, false);
    expect(packages).toEqual(["node_modules/canonicalize/lib/canonicalize.js"]); // loaded where there are signing keys
    expect(bytes).toBeLessThanOrEqual(136 * 1024);
  });

  test("with schedules, and the dead looked after as well: at most 160 KB", async () => {
    const program = `${await doorWithout("nextRuns")} export * from "errand/lambda";`;
    const { bytes, packages } = await startOf(program, false);
    expect(packages).toEqual(["node_modules/canonicalize/lib/canonicalize.js"]); // loaded where there are signing keys
    expect(bytes).toBeLessThanOrEqual(160 * 1024);
  });

  test("errand/worker with a job that does nothing: at most 62 KB, and no package", async () => {
    const { bytes, packages } = await startOf(`
      import { job } from "errand";
      import { createWorker } from "errand/worker";
      export const worker = createWorker([job("nothing", () => {})]);
    `);
    expect(packages).toEqual([]);
    expect(bytes).toBeLessThanOrEqual(62 * 1024);
  });

  test("errand/lambda with a job that does nothing: at most 40 KB, and no SDK", async () => {
    const { bytes, packages } = await startOf(`
      import { job } from "errand";
      import { createHandler } from "errand/lambda";
      export const handler = createHandler([job("nothing", () => {})]);
    `);
    expect(packages).toEqual([]);
    expect(bytes).toBeLessThanOrEqual(40 * 1024);
    expect(bytes).toBeGreaterThan(1024);
  });
});
