// Holds the contract suite against peers: `npm run test:contract -- [--write] [engine fauxqs localstack ministack aws]`.
// LocalStack and MiniStack are started for the run by the scripts in ERRAND_EMULATORS, and stopped after it.

import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";

const ROOT = join(import.meta.dirname, "..");
const EMULATORS = process.env["ERRAND_EMULATORS"] ?? join(ROOT, "../shared/emulators");
const { ERRAND_TEST_ENDPOINT: endpoint, ERRAND_TEST_AWS: aws } = process.env;

/** How the scripts end where the machine lacks what an emulator needs. */
const LACKS_SOMETHING = 2;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: "boolean" } } });

/** Whether a peer has a script that starts it. */
const isEmulator = (name: string): boolean => name === "localstack" || name === "ministack";

function toPeers(): readonly string[] {
  if (positionals.length > 0) return positionals;
  const asked = [...(endpoint === undefined ? [] : [endpoint]), ...(aws === "1" ? ["aws"] : [])];
  return asked.length > 0 ? asked : ["engine", "fauxqs"];
}

async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function hold(peer: string): number {
  const peers = peer === "engine" ? "engine,engine-http" : peer;
  const env = { ...process.env, ERRAND_TEST_PEERS: peers, ...(values.write && { ERRAND_TEST_WRITE: "1" }) };
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const args = ["run", "test/contracts/contract.test.ts", "--typecheck.enabled=false"];
  return spawnSync(process.execPath, [vitest, ...args], { cwd: ROOT, stdio: "inherit", env }).status ?? 1;
}

async function holdEmulator(name: string): Promise<number> {
  const script = join(EMULATORS, `${name}.sh`);
  if (!existsSync(script)) {
    console.log(
      `\nThe contract was NOT run against ${name}: there is no ${script}. ERRAND_EMULATORS names the folder.`,
    );
    return 0;
  }
  const port = String(await aFreePort());
  const started = spawnSync(script, ["start", port], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  try {
    if (started.status === 0) return hold(started.stdout.trim().split("\n").at(-1) ?? "");
    console.log(`\nThe contract was NOT run against ${name}: its script ended with ${started.status}, see above.`);
    return started.status === LACKS_SOMETHING ? 0 : 1;
  } finally {
    execFileSync(script, ["stop", port], { stdio: "inherit" });
  }
}

for (const peer of toPeers()) {
  const status = isEmulator(peer) ? await holdEmulator(peer) : hold(peer);
  if (status !== 0) process.exitCode = status;
}
