// Bundles of small applications, written where no package is found, and run there as Lambda runs them: in a process of their own.

import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import { bundle } from "../../lib/cdk/bundle.ts";
import { type BundlingOptions, checkBundling } from "../../lib/cdk/bundling.ts";
import { writeBundle } from "../../lib/cdk/worker-code.ts";

/** Of the sources of Errand. */
export function aBundle(entry: string, options: BundlingOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), "errand-bundle-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const bundling = checkBundling({ ...options, conditions: ["@errand/source", ...(options.conditions ?? [])] });
  const files = bundle(entry, bundling);
  writeBundle(files, bundling, folder);
  const text = (start: string): string =>
    files
      .filter(({ name }) => name.startsWith(start) && name.endsWith(".mjs"))
      .map(({ contents }) => Buffer.from(contents).toString())
      .join("\n");
  return {
    folder,
    names: readdirSync(folder).toSorted(),
    /** The code of the files whose names begin so. */
    text,
    bytes: (name: string): number => statSync(join(folder, name)).size,
    /** What a program prints as JSON that runs beside the files. */
    async run(program: string, environment: NodeJS.ProcessEnv = {}): Promise<unknown> {
      const args = ["--enable-source-maps", "--input-type=module", "--eval", program];
      const env = { PATH: process.env["PATH"], ...environment };
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env });
      return JSON.parse(stdout);
    },
  };
}

/** Imports the worker, and prints the files that this has loaded. */
export const LOADED = `
  import { registerHooks } from "node:module";
  const loaded = [];
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      loaded.push(found.url.split("/").at(-1));
      return found;
    },
  });
  await import("./index.mjs");
  console.log(JSON.stringify([...new Set(loaded)].toSorted()));
`;

/** Gives the worker one record of each job's call, and prints its answer. */
export function handling(
  ...calls: readonly { readonly function: string; readonly args: readonly unknown[] }[]
): string {
  const Records = calls.map((call, index) => ({
    messageId: `00000000-0000-4000-8000-00000000000${index}`,
    receiptHandle: "none",
    body: JSON.stringify(call),
    eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:errand-low",
    attributes: { SentTimestamp: "1795255200000", ApproximateReceiveCount: "1" },
  }));
  return `
    const { handler } = await import("./index.mjs");
    const answer = await handler(${JSON.stringify({ Records })}, { getRemainingTimeInMillis: () => 60000 });
    console.log(JSON.stringify({ ...answer, ...globalThis.seen }));
  `;
}
