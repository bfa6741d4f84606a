// The example application, deployed and used from outside: `npm run e2e -- [ministack] [localstack] [--endpoint URL] [--keep]`.
// Ends with "N passed, N failed".

import { availableParallelism, loadavg } from "node:os";
import { delimiter, dirname } from "node:path";
import { parseArgs } from "node:util";
import { runEndToEnd } from "../test/e2e/end-to-end.ts";
import { createLedger } from "../test/e2e/ledger.ts";
import { startReceiver } from "../test/e2e/receiver.ts";
import { withEmulator } from "../test/support/emulator.ts";

/** How long the deployment and the first job should take together, in seconds; where none is given, it is only measured. */
const AIMS: Readonly<Record<string, number | undefined>> = { ministack: 30, localstack: undefined };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    // An endpoint that is there already, in place of an emulator started here.
    endpoint: { type: "string" },
    // How functions that run in containers reach this machine's SMTP server.
    "mail-host": { type: "string" },
    // Leaves the stack at that endpoint.
    keep: { type: "boolean", default: false },
  },
});
const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("interrupted"))); // a second one ends this process at once

async function tryAt(name: string, url: string): Promise<void> {
  const machine = `Node ${process.versions.node}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}`;
  console.log(`End to end on ${name} at ${url}. ${machine}\n`);
  const ledger = createLedger((line) => console.log(line));
  const mails = await startReceiver(values["mail-host"]);
  try {
    const { keep } = values;
    await runEndToEnd({ url, mails, ledger, keep, aimSeconds: AIMS[name], signal: stop.signal });
  } finally {
    await mails.stop();
  }
  const failed = ledger.entries.filter(({ holds }) => !holds).length;
  console.log(`\n${ledger.entries.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

/** Emulators run functions on the Node that is first on their PATH: this one. */
process.env["PATH"] = `${dirname(process.execPath)}${delimiter}${process.env["PATH"]}`;

const { endpoint } = values;
const names = positionals.length > 0 || endpoint !== undefined ? positionals : Object.keys(AIMS);
const unknown = names.find((name) => !Object.hasOwn(AIMS, name));
if (unknown !== undefined) throw new Error(`Expected ${Object.keys(AIMS).join(" or ")}, got "${unknown}".`);
if (endpoint !== undefined) await tryAt("the endpoint", endpoint);
for (const name of names) {
  if (stop.signal.aborted) break;
  const used = await withEmulator(name, (url) => tryAt(name, url));
  if (used.kind === "ran") continue;
  console.log(`\nEnd to end was NOT run on ${name}: ${used.why}`);
  if (used.kind === "failed") process.exitCode = 1;
}
if (stop.signal.aborted) {
  console.log("Interrupted.");
  process.exitCode = 130;
}
