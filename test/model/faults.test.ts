// Everything that can go wrong does.

import { test } from "vitest";
import { hold, TIME_LIMIT } from "./hold.ts";
import { ALWAYS, crashedMeansKilled, endsAreAsTheModelSays } from "./laws.ts";
import type { Story } from "./play.ts";

/**
 * An invocation can be killed before its runs begin. And a copy that SQS hands out twice, the second time as late as one
 * that was killed would come back, can't be told from that one.
 */
const causes = ({ kills, hasDuplicates }: Story): number => (hasDuplicates ? Number.POSITIVE_INFINITY : kills);

test("all faults at once: nothing is lost, and the dead say why", { timeout: TIME_LIMIT }, async () => {
  const laws = {
    ...ALWAYS,
    ends: endsAreAsTheModelSays({ alsoCrashed: true }),
    crashedMeansKilled: crashedMeansKilled(causes),
  };
  const faults = { duplicate: 0.15, reorder: 0.5, throttle: 0.5, loseResponse: 0.3, slowPoll: 0.3, killRun: 0.5 };
  await hold(laws, { mostCrashes: 6, single: false, faults }, 600);
});
