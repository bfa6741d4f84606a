import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Match, Template } from "aws-cdk-lib/assertions";
import { Architecture } from "aws-cdk-lib/aws-lambda";
import { describe, expect, onTestFinished, test } from "vitest";
import { toAssetHash } from "../../lib/cdk/asset-hash.ts";
import { bundle } from "../../lib/cdk/bundle.ts";
import { type BundlingOptions, checkBundling } from "../../lib/cdk/bundling.ts";
import { installArguments, installedVersions } from "../../lib/cdk/node-modules.ts";
import { createApp } from "../support/app-folder.ts";
import { aBundle, handling } from "./bundles.ts";
import { anApp, aStack, makeQueues } from "./synth.ts";

const ROOT = join(import.meta.dirname, "../..");
const ENTRY = join(import.meta.dirname, "fixtures/worker.ts");

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "errand-code-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The hash of an application's code, with Errand's sources as a package of its own. */
function hashOf(folder: string, options: BundlingOptions = {}): string {
  const bundling = checkBundling({ sdk: "runtime", conditions: ["@errand/source"], ...options });
  return toAssetHash(bundle(join(folder, "functions/worker.ts"), bundling), bundling.assets, {});
}

function writeApp(folder: string): string {
  mkdirSync(join(folder, "functions"), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "name": "shop" }');
  writeFileSync(
    join(folder, "functions/worker.ts"),
    'import { createHandler } from "errand/lambda"; import { job } from "errand"; export const handler = createHandler([job("a", () => 1)]);',
  );
  mkdirSync(join(folder, "photos/old"), { recursive: true });
  writeFileSync(join(folder, "photos/old/one.txt"), "one");
  for (const part of ["lib", "package.json", "node_modules/croner", "node_modules/canonicalize"]) {
    cpSync(join(ROOT, part), join(folder, "node_modules/errand", part), { recursive: true });
  }
  return folder;
}

describe("the same code is the same asset", () => {
  test("in whatever folder it lies", () => {
    const [here, there] = [writeApp(aFolder()), writeApp(join(aFolder(), "näh maschine/work/shop"))];
    expect(hashOf(here)).toBe(hashOf(there));
  });

  test("and what differs is another: a line, a file beside it, one behind a link", () => {
    const folder = writeApp(aFolder());
    const assets = { photos: join(folder, "photos") };
    const hashes = [hashOf(folder), hashOf(folder, { assets })];
    writeFileSync(join(folder, "photos/old/one.txt"), "two");
    hashes.push(hashOf(folder, { assets }));
    symlinkSync(join(folder, "functions"), join(folder, "photos/linked"));
    hashes.push(hashOf(folder, { assets }));
    writeFileSync(join(folder, "functions/worker.ts"), "export const handler = async () => {};");
    hashes.push(hashOf(folder, { assets }), hashOf(folder));
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

test("assets lie beside the code, as files even where they are links", async (context) => {
  const { path } = createApp(context, {
    "worker.ts": `
      import { readFileSync } from "node:fs";
      const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");
      export const handler = async () => ({ photo: read("./photos/linked/one.txt"), word: read("./word.txt") });`,
    "app/photos/one.txt": "a mountain",
    "words/word.txt": "hello",
  });
  mkdirSync(path("app/all"));
  symlinkSync(path("app/photos"), path("app/all/linked"));
  const { run } = aBundle(path("worker.ts"), {
    assets: { photos: path("app/all"), "word.txt": path("words/word.txt") },
  });
  rmSync(path("app"), { recursive: true });
  expect(await run(handling())).toEqual({ photo: "a mountain", word: "hello" });
});

// That npm, told so, installs sharp for Lambda is shown end to end: it needs a registry, and these tests have no network.
describe("packages that are installed beside the code", () => {
  test("have the version that the application has", () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "node_modules/sharp/package.json"), "utf8"));
    expect(installedVersions(["sharp"], ENTRY)).toEqual({ sharp: version });
  });

  test("are for Lambda's system, whatever this machine's is", () => {
    expect(installArguments("arm64")).toEqual(expect.arrayContaining(["--os=linux", "--cpu=arm64", "--libc=glibc"]));
    expect(installArguments("x64")).toContain("--cpu=x64");
  });

  test("are looked for from the entry on, and missed with a sentence", () => {
    expect(() => installedVersions(["not-there"], ENTRY)).toThrow(
      `"nodeModules" names not-there, which is not installed for ${ENTRY}. Run npm install not-there, or leave it out.`,
    );
  });
});

test("where another stack is deployed, nothing is bundled or loaded", () => {
  const stack = aStack(anApp({ context: { "aws:cdk:bundling-stacks": ["Other"] } }));
  makeQueues(stack, { entry: "/nowhere/worker.ts", worker: { architecture: Architecture.X86_64 } });
  Template.fromStack(stack).hasResourceProperties("AWS::Lambda::Function", { Code: { ZipFile: Match.anyValue() } });
});
