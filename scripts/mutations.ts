// Breaks the kernel on purpose, one way at a time, in a copy, and shows which test tells: `npm run test:mutations -- [words
// of a mutation's name]`. Ends with 1 where no test does.

import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FIRING_MUTATIONS } from "./mutations/firing.ts";
import { FRONT_DOOR_MUTATIONS } from "./mutations/front-door.ts";
import { type Mutation, MUTATIONS as OF_KERNEL } from "./mutations/list.ts";
import { WORKER_MUTATIONS } from "./mutations/worker.ts";

const ROOT = join(import.meta.dirname, "..");

/** Few are enough to see what is broken; made no smaller, for nobody reads them. */
const FEW = { ERRAND_TEST_RUNS: "60", ERRAND_TEST_SHRINK: "0" };

/** A broken kernel may run for ever. */
const LONGEST_MILLISECONDS = 120_000;

interface TestResult {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages?: readonly string[];
}

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly TestResult[];
  }[];
}

const copy = mkdtempSync(join(tmpdir(), "errand-mutations-"));
process.on("exit", () => rmSync(copy, { recursive: true, force: true }));
for (const part of ["lib", "test", "docs", "package.json", "tsconfig.json", "vitest.config.ts"]) {
  cpSync(join(ROOT, part), join(copy, part), { recursive: true });
}
symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));

interface Failure {
  readonly test: string;
  /** The law that is broken, or the first line of what the test says. */
  readonly why: string;
}

/** The tests that fail; throws where none has run. */
function failuresOf(tests: readonly string[]): readonly Failure[] {
  const output = join(copy, "report.json");
  rmSync(output, { force: true });
  const flags = ["run", ...tests, "--reporter=json", `--outputFile=${output}`, "--typecheck.enabled=false"];
  const vitest = join(copy, "node_modules/vitest/vitest.mjs");
  const env = { ...process.env, ...FEW };
  const run = spawnSync(process.execPath, [vitest, ...flags], {
    cwd: copy,
    env,
    encoding: "utf8",
    timeout: LONGEST_MILLISECONDS,
  });
  if (run.error !== undefined)
    return [{ test: tests.join(), why: `not ended within ${LONGEST_MILLISECONDS / 1000} s` }];
  const report = JSON.parse(readFileSync(output, "utf8")) as Report;
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  if (results.length === 0) throw new Error(`${tests.join()} ran no test:\n${run.stdout}${run.stderr}`);
  const failed = results.filter(({ status }) => status === "failed");
  return failed.map(({ fullName, failureMessages = [] }) => ({
    test: fullName.trim(),
    why: whyOf(failureMessages.join("\n")),
  }));
}

function whyOf(message: string): string {
  const [line] = /(?<=^Got (\w*[Ee]rror: )+)\S.*/m.exec(message) ?? [message];
  return (line.split("\n")[0] ?? "").replaceAll("\\", "").replaceAll("|", "/").slice(0, 160);
}

function broken({ name, file, changes }: Mutation): string {
  let text = readFileSync(join(ROOT, file), "utf8");
  for (const [from, to] of changes) {
    const found = text.split(from).length - 1;
    if (found !== 1) {
      throw new Error(
        `The mutation "${name}" must find its text once in ${file}, found it ${found} times: ${from}\n` +
          "The code has changed: change the mutation in scripts/mutations with it.",
      );
    }
    text = text.replace(from, () => to);
  }
  return text;
}

const wanted = process.argv.slice(2).join(" ");
const MUTATIONS = [...OF_KERNEL, ...FIRING_MUTATIONS, ...WORKER_MUTATIONS, ...FRONT_DOOR_MUTATIONS];
const chosen = MUTATIONS.filter(({ name }) => name.includes(wanted));
const texts = new Map(MUTATIONS.map((mutation) => [mutation, broken(mutation)]));

const whole = failuresOf([...new Set(chosen.flatMap(({ tests }) => tests))]);
if (whole.length > 0) throw new Error(`Tests fail with nothing broken: ${JSON.stringify(whole)}`);

console.log("| mutation | caught by | which says |\n|---|---|---|");
let missed = 0;
for (const mutation of chosen) {
  const { name, file, tests } = mutation;
  writeFileSync(join(copy, file), texts.get(mutation) ?? "");
  const failures = failuresOf(tests);
  cpSync(join(ROOT, file), join(copy, file));
  const [first, ...more] = failures;
  if (first === undefined) missed += 1;
  const others = more.length > 0 ? ` (and ${more.length} more)` : "";
  const [test, why] = first === undefined ? ["**NOT CAUGHT**", ""] : [`${first.test}${others}`, first.why];
  console.log(`| ${name} | ${test} | ${why} |`);
}
console.log(`\n${chosen.length - missed} of ${chosen.length} mutations caught.`);
process.exitCode = missed > 0 ? 1 : 0;
