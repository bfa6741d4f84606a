// The gazette's Dockerfile, as far as it can be looked at where there is no Docker: `npm run test:image` builds it where there is.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { workCommand } from "../../lib/cli/work.ts";

const ROOT = join(import.meta.dirname, "../..");
const dockerfile = readFileSync(join(ROOT, "examples/gazette/Dockerfile"), "utf8");
const ignored = readFileSync(join(ROOT, "examples/gazette/Dockerfile.dockerignore"), "utf8");

test("its program is Node itself, with flags that errand work has", () => {
  const [, command = "[]"] = /^CMD (\[.*\])$/m.exec(dockerfile) ?? [];
  const [program, , name, ...args] = JSON.parse(command) as readonly string[];
  expect([program, name]).toEqual(["node", "work"]);
  const known = workCommand().options.map(({ long }) => long);
  const flags = args.filter((arg) => arg.startsWith("--"));
  expect(flags.length).toBeGreaterThan(0);
  expect(flags.filter((flag) => !known.includes(flag))).toEqual([]);
});

test("it runs as nobody of note, and nothing is copied that isn't there", () => {
  expect(dockerfile.lastIndexOf("\nUSER node\n")).toBeGreaterThan(dockerfile.lastIndexOf("\nFROM "));
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = ""]) =>
    sources.split(" "),
  );
  expect(copied).toContain("examples/gazette");
  const kept = [...ignored.matchAll(/^!(\S+)$/gm)].map(([, path = ""]) => path);
  for (const path of [...copied, ...kept]) expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
});

test("every package that the jobs import is installed, in the version of the lock file", () => {
  const names = /\['@aws-sdk[^\]]*\]/.exec(dockerfile)?.[0].match(/[@\w/-]+/g) ?? [];
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  for (const name of names) expect(packages[`node_modules/${name}`]?.version).toMatch(/^\d/);
  expect(names).toEqual(["@aws-sdk/client-s3", "csv-parse", "nodemailer", "sharp", "zod"]);
});
