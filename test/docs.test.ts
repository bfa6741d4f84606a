import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { configure } from "errand";
import { enqueued, forgetEnqueued } from "errand/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** The files that a page's code is: each block that begins with its name, written below a folder of its own. */
function codeOf(page: string) {
  const folder = join(ROOT, ".tmp", `${page.replaceAll(/\W/g, "-")}-${process.pid}`);
  const blocks = [...read(page).matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)];
  beforeAll(() => {
    for (const [, path = "", code = ""] of blocks) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), code);
    }
  });
  afterAll(() => {
    configure({ mode: undefined });
    rmSync(folder, { recursive: true });
  });
  return {
    files: blocks.map(([, path]) => path),
    run: (path: string) => import(pathToFileURL(join(folder, path)).href),
    compile() {
      const config = { extends: "../../tsconfig.json", include: ["**/*.ts"] };
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
      const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
      execFileSync(process.execPath, [tsc, "-p", folder], { stdio: "pipe" });
    },
  };
}

describe("the README's code", () => {
  const { files, compile, run } = codeOf("README.md");

  test("is seven files", () => {
    expect(files).toEqual([
      "app/jobs.ts",
      "app/resize-image.ts",
      "app/sign-up.ts",
      "app/digests.ts",
      "app/front-door.ts",
      "functions/worker.ts",
      "infra/stack.ts",
      "test/welcome.ts",
    ]);
  });

  test("compiles", compile, 60_000);

  test("runs, and its handler handles", async () => {
    configure({ mode: "inline" });
    await run("app/sign-up.ts");
    configure({ mode: "fake" });
    await run("app/digests.ts");
    await run("app/front-door.ts");
    const { handler } = await run("functions/worker.ts");
    const body = '{"function":"resize-image","args":["a.jpg",800]}';
    const Records = [{ messageId: "m", body, eventSourceARN: "arn:aws:sqs:us-east-1:0:errand-low" }];
    expect(await handler({ Records })).toEqual({ batchItemFailures: [] });
    await run("test/welcome.ts");
  });
});

describe("the code of docs/worker.md", () => {
  const { files, compile, run } = codeOf("docs/worker.md");

  test("is the jobs and the worker, and compiles", () => {
    expect(files).toEqual(["app/jobs.ts", "app/worker.ts"]);
    compile();
  }, 60_000);

  test("its jobs run", async () => {
    const { transcode } = await run("app/jobs.ts");
    expect(await transcode("a film")).toBeUndefined();
  });
});

describe("the code of docs/time.md", () => {
  const { files, compile, run } = codeOf("docs/time.md");

  test("compiles", compile, 60_000);

  test("runs: what it enqueues and plans, and its own test", async () => {
    configure({ mode: "fake" });
    forgetEnqueued();
    for (const file of files) await run(String(file));
    expect(enqueued().map(({ args: [email] }) => email)).toEqual([
      "ann@example.org",
      "ben@example.org",
      "cleo@example.org",
      "dora@example.org",
    ]);
    forgetEnqueued();
  });
});

describe("the wire format's JSON Schema", () => {
  const accepts = new Ajv2020().compile(JSON.parse(read("docs/wire-format.schema.json")));
  const vectors: Record<"accepted" | "refused", { name: string; body: string; reason: string }[]> = JSON.parse(
    read("docs/wire-format.vectors.json"),
  );
  const isJson = ({ body }: { body: string }): boolean => {
    try {
      JSON.parse(body);
      return true;
    } catch {
      return false;
    }
  };

  test.each(vectors.accepted)("accepts: $name", ({ body }) => {
    expect(accepts(JSON.parse(body))).toBe(true);
  });

  test.each(vectors.refused.filter(isJson))("refuses: $name", ({ body }) => {
    expect(accepts(JSON.parse(body))).toBe(false);
  });
});

test("every code and every reason has its heading in docs/errors.md", () => {
  const union = (path: string, name: string): string[] => {
    const [, body = ""] = read(path).split(`export type ${name} =`);
    return [...(body.split(";")[0] ?? "").matchAll(/"(\w+)"/g)].map(([, code = ""]) => code);
  };
  const codes = union("lib/core/errors.ts", "ErrandErrorCode");
  const reasons = union("lib/core/events.ts", "DeadReason");
  expect([codes.length, reasons.length]).toEqual([26, 16]);
  const headings = [...read("docs/errors.md").matchAll(/^## (\w+)$/gm)].map(([, heading]) => heading);
  expect(headings.toSorted()).toEqual([...new Set([...codes, ...reasons])].toSorted());
});

const pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].concat(
  readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
);

test("no page has a placeholder left: a paragraph that is one word in capitals", () => {
  expect(pages.filter((page) => /(?:^|\n\n)[A-Z]+(?=\n\n|\n?$)/.test(read(page)))).toEqual([]);
});

test("every link between the documents leads somewhere", () => {
  const linksOf = (page: string) => [...read(page).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link = ""]) => link);
  const broken = pages.flatMap((page) => linksOf(page).filter((link) => !existsSync(join(ROOT, dirname(page), link))));
  expect(broken).toEqual([]);
});
