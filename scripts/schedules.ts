// Schedules and long delays on a real endpoint: `npm run test:schedules -- [engine] [ministack] [localstack]`. Ends with
// "N passed, N failed".

import { availableParallelism, loadavg } from "node:os";
import { runFiring } from "../test/firing/firing.ts";
import { toLines, toVerdicts } from "../test/firing/verdicts.ts";
import { withEmulator } from "../test/support/emulator.ts";

interface Peer {
  /** Runners at once on it. */
  readonly runners: number;
  /** How late a run may be. */
  readonly lateSeconds: number;
}

const PEERS: Readonly<Record<string, Peer>> = {
  engine: { runners: 1, lateSeconds: 2 },
  // The runners fire them.
  localstack: { runners: 2, lateSeconds: 4 },
  // Its own scheduler fires them: it looks every ten seconds.
  ministack: { runners: 1, lateSeconds: 15 },
};

async function fire(name: string, { runners, lateSeconds }: Peer, endpoint?: string): Promise<void> {
  const machine = `Node ${process.versions.node}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}`;
  console.log(`Schedules on ${name}, runners: ${runners}; some three minutes. ${machine}\n`);
  const firing = await runFiring({ endpoint, runners, patienceSeconds: lateSeconds + 11 });
  const line = (what: string, due: string, ran: string, late: string): void =>
    console.log(`${what.padEnd(26)}${due.padEnd(16)}${ran.padEnd(16)}${late.padStart(8)}`);
  line("what", "due", "ran", "late, s");
  for (const { what, due, ran, lateSeconds: late } of toLines(firing)) line(what, due, ran, late);
  for (const notice of firing.notices) console.log(`notice  ${notice}`);
  console.log();
  const verdicts = toVerdicts(firing, lateSeconds);
  for (const { what, holds } of verdicts) console.log(`${holds ? "ok    " : "FAILED"}  ${what}`);
  const failed = verdicts.filter(({ holds }) => !holds).length;
  console.log(`\n${verdicts.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : ["engine"]) {
  const peer = PEERS[name];
  if (peer === undefined) throw new Error(`Expected ${Object.keys(PEERS).join(", ")}, got "${name}".`);
  if (name === "engine") {
    await fire(name, peer);
    continue;
  }
  const used = await withEmulator(name, (url) => fire(name, peer, url));
  if (used.kind === "ran") continue;
  console.log(`\nSchedules were NOT fired on ${name}: ${used.why}`);
  if (used.kind === "failed") process.exitCode = 1;
}
