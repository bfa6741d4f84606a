// Holds the contract suite against peers: `npm run test:contract -- [--write] [engine fauxqs localstack ministack aws]`.
// LocalStack and MiniStack are started for the run, and stopped after it.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { withEmulator } from "../test/support/emulator.ts";

const ROOT = join(import.meta.dirname, "..");
const { ERRAND_TEST_ENDPOINT: endpoint, ERRAND_TEST_AWS: aws } = process.env;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: "boolean" } } });

/** Whether a peer has a script that starts it. */
const isEmulator = (name: string): boolean => name === "localstack" || name === "ministack";

function toPeers(): readonly string[] {
  if (positionals.length > 0) return positionals;
  const asked = [...(endpoint === undefined ? [] : [endpoint]), ...(aws === "1" ? ["aws"] : [])];
  return asked.length > 0 ? asked : ["engine", "fauxqs"];
}

function hold(peer: string): number {
  const peers = peer === "engine" ? "engine,engine-http" : peer;
  const env = { ...process.env, ERRAND_TEST_PEERS: peers, ...(values.write && { ERRAND_TEST_WRITE: "1" }) };
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const suites = ["test/contracts/contract.test.ts", "test/contracts/blobs"];
  const args = ["run", ...suites, "--typecheck.enabled=false"];
  return spawnSync(process.execPath, [vitest, ...args], { cwd: ROOT, stdio: "inherit", env }).status ?? 1;
}

async function holdEmulator(name: string): Promise<number> {
  const held = await withEmulator(name, async (url) => hold(url));
  if (held.kind === "ran") return held.result;
  console.log(`\nThe contract was NOT run against ${name}: ${held.why}`);
  return held.kind === "absent" ? 0 : 1;
}

for (const peer of toPeers()) {
  const status = isEmulator(peer) ? await holdEmulator(peer) : hold(peer);
  if (status !== 0) process.exitCode = status;
}
