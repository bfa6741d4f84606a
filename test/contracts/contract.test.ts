import { afterAll, describe, test } from "vitest";
import { differencesOf } from "./differences.ts";
import { startPeers } from "./peers.ts";
import { keepResults } from "./results.ts";
import { subjects } from "./subjects.ts";
import { createTarget } from "./target.ts";

/** AWS's counters may lag by a minute. */
const TIMEOUT_MS = { aws: 180_000, others: 30_000 };
const peers = await startPeers();

// A peer does what AWS does, but for the differences that its list names. A difference that is no longer one fails too.
for (const peer of peers) {
  const reasons = new Map(differencesOf(peer.name).map((difference) => [difference.case, difference.reason]));
  const timeout = peer.name === "aws" ? TIMEOUT_MS.aws : TIMEOUT_MS.others;
  const passes: Record<string, boolean> = {};

  describe.concurrent(peer.name, () => {
    afterAll(async () => {
      await peer.stop();
      keepResults(peer, passes);
    });

    for (const { title, cases } of subjects) {
      describe(title, () => {
        for (const { name, movesClock, run } of cases) {
          test(name, { timeout }, async ({ skip }) => {
            const access = peer.enter();
            if (movesClock && !access.time.movable)
              skip("minutes pass in it: it runs only where the clock can be moved");
            const target = createTarget(access);
            const failure = await run(target).then(
              () => undefined,
              (error: unknown) => ({ error }),
            );
            await target.cleanUp();
            passes[name] = failure === undefined;
            const reason = reasons.get(name);
            if (reason === undefined && failure !== undefined) throw failure.error;
            if (reason !== undefined && failure === undefined) {
              throw new Error(`Passes now. Take it out of test/contracts/differences/${peer.name}.ts: "${reason}"`);
            }
          });
        }
      });
    }
  });
}
