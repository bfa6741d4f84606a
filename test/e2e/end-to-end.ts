// The example application from nothing to nothing: bootstrapped, deployed, used from outside, destroyed.

import { type Cdk, createCdk } from "./cdk.ts";
import type { Check, Scene } from "./checks/check.ts";
import { dies, diesAgain, livesAgain } from "./checks/dead.ts";
import { seesDrift } from "./checks/doctor.ts";
import { firstJob, lowJob } from "./checks/jobs.ts";
import { opens, orders, refuses, signsUp } from "./checks/page.ts";
import { fires } from "./checks/schedule.ts";
import { type Deployed, toDeployed } from "./deployed.ts";
import { fireDeployed } from "./firing.ts";
import { takeInventory } from "./inventory.ts";
import type { Ledger } from "./ledger.ts";
import { type Place, toPlace } from "./place.ts";
import type { Receiver } from "./receiver.ts";

interface EndToEndOptions {
  /** The endpoint's address. */
  readonly url: string;
  readonly mails: Receiver;
  readonly ledger: Ledger;
  /** Leaves the stack where it is. */
  readonly keep: boolean;
  /** How long the deployment and the first job should take together: told beside the measure, and no failure. */
  readonly aimSeconds?: number | undefined;
  /** What is under way ends, and what was deployed is destroyed. */
  readonly signal: AbortSignal;
}

const CHECKS: readonly Check[] = [
  lowJob,
  dies,
  diesAgain,
  livesAgain,
  opens,
  refuses,
  signsUp,
  orders,
  fires,
  seesDrift,
];

export async function runEndToEnd(options: EndToEndOptions): Promise<void> {
  const { url, mails, ledger, keep, signal } = options;
  const place = toPlace(url);
  const context = {
    architecture: process.arch === "arm64" ? "arm64" : "x86_64",
    removalPolicy: "destroy",
    smtpUrl: mails.url,
  };
  const cdk = createCdk({ place, context, signal });
  try {
    if (!(await ledger.step("cdk bootstrap", nothing(cdk.bootstrap)))) return;
    const before = await takeInventory(place);
    if (!(await ledger.step("cdk synth", nothing(cdk.synth)))) return;
    const startedAt = performance.now();
    const deployed = await deploy(cdk, ledger, (outputs) => toDeployed(place, outputs));
    try {
      if (deployed !== undefined) await useDeployed(deployed, place, options, startedAt);
    } finally {
      if (!keep) {
        const left = async () => (await takeInventory(place)).filter((thing) => !before.includes(thing));
        await destroy(cdk, ledger, deployed, left);
      }
    }
  } finally {
    cdk.clear();
  }
}

function nothing(work: () => Promise<void>): () => Promise<undefined> {
  return async () => void (await work());
}

async function deploy<Result>(cdk: Cdk, ledger: Ledger, use: (outputs: Readonly<Record<string, string>>) => Result) {
  let result: Result | undefined;
  await ledger.step("cdk deploy", async () => {
    const outputs = await cdk.deploy();
    result = use(outputs);
    return outputs["WebUrl"];
  });
  return result;
}

async function useDeployed(deployed: Deployed, place: Place, options: EndToEndOptions, startedAt: number) {
  const { mails, ledger, signal } = options;
  const stopFiring = await fireDeployed(place, deployed.environment, ledger.say);
  try {
    await deployed.bucket.empty(); // where an earlier run has kept its stack
    const patience = (seconds: number) => ({ seconds, signal });
    await check({ ...deployed, mails: mails.mails, patience }, options, startedAt);
  } finally {
    await stopFiring();
  }
}

async function check(scene: Scene, { ledger, aimSeconds, signal }: EndToEndOptions, startedAt: number) {
  if (!(await ledger.step(firstJob.what, () => firstJob.see(scene)))) return; // nothing else will be done either
  const seconds = (performance.now() - startedAt) / 1000;
  const aim = aimSeconds === undefined ? "" : `; ${seconds <= aimSeconds ? "met" : "MISSED"}: at most ${aimSeconds} s`;
  ledger.say(`       ${seconds.toFixed(1).padStart(6)} s  deployment and first job together${aim}`);
  for (const { what, see } of CHECKS) {
    if (signal.aborted) return;
    await ledger.step(what, () => see(scene));
  }
}

async function destroy(
  cdk: Cdk,
  ledger: Ledger,
  deployed: Deployed | undefined,
  left: () => Promise<readonly string[]>,
) {
  await ledger.step("cdk destroy", async () => {
    await deployed?.bucket.empty(); // AWS deletes no bucket with something in it
    await cdk.destroy();
    return undefined;
  });
  await ledger.step("nothing of the stack is left", async () => {
    const things = await left();
    if (things.length > 0) throw new Error(`Expected nothing, got ${things.join(", ")}.`);
    return undefined;
  });
}
