// The CDK's command line on the example application, as a user runs it: bootstrap, synth, deploy, destroy.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ACCOUNT, type Place, REGION, toCdkVariables } from "./place.ts";

export interface Cdk {
  bootstrap(): Promise<void>;
  synth(): Promise<void>;
  /** @returns the stack's outputs. */
  deploy(): Promise<Readonly<Record<string, string>>>;
  destroy(): Promise<void>;
  clear(): void;
}

interface CdkOptions {
  readonly place: Place;
  /** Of `cdk -c name=value`. */
  readonly context: Readonly<Record<string, string>>;
  /** Ends the command that is under way. */
  readonly signal: AbortSignal;
}

const ROOT = join(import.meta.dirname, "../..");
const MAIN = fileURLToPath(import.meta.resolve("aws-cdk/bin/cdk"));
const STACK = "Gazette";

/** So many of a command's last lines are told when it fails. */
const LAST_LINES = 25;

export function createCdk({ place, context, signal }: CdkOptions): Cdk {
  const folder = mkdtempSync(join(tmpdir(), "gazette-e2e-"));
  const [assembly, outputs] = [join(folder, "cdk.out"), join(folder, "outputs.json")];
  const env = toCdkVariables(place, folder);

  const cdk = async (...args: readonly string[]): Promise<void> => {
    // A group of its own, so that Ctrl-C reaches it through the signal only: a stack is then destroyed, not left halfway.
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: ROOT, env, detached: true });
    const end = (): void => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    };
    const lines: string[] = [];
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding("utf8").on("data", (text: string) => lines.push(...text.trimEnd().split("\n")));
    }
    if (signal.aborted && args[0] !== "destroy") end();
    else if (args[0] !== "destroy") signal.addEventListener("abort", end, { once: true });
    const [status] = await once(child, "close");
    signal.removeEventListener("abort", end);
    if (status === 0) return;
    throw new Error(`cdk ${args[0]} ended with ${status}:\n${lines.slice(-LAST_LINES).join("\n")}`);
  };
  return {
    bootstrap: () => cdk("bootstrap", `aws://${ACCOUNT}/${REGION}`, "--app", ""),
    async synth() {
      const flags = Object.entries(context).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
      await cdk("synth", "--quiet", "--output", assembly, ...flags);
    },
    async deploy() {
      await cdk("deploy", STACK, "--app", assembly, "--require-approval", "never", "--outputs-file", outputs);
      return JSON.parse(readFileSync(outputs, "utf8"))[STACK];
    },
    destroy: () => cdk("destroy", STACK, "--app", assembly, "--force"),
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}
