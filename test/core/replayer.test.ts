import { expect, test } from "vitest";
import { createReplayer } from "../../lib/core/replayer.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { createSpoolFolder } from "../disk/spool-folder.ts";

test("many who find the queue away at once make nobody wait longer than one does", (context) => {
  const { open } = createSpoolFolder(context);
  const clock = createManualClock();
  const replayer = createReplayer({ open, send: async () => [], clock, random: () => 0, onProblem: () => {} });
  for (let callers = 0; callers < 50; callers += 1) replayer.lost();
  expect(replayer.isAway()).toBe(true);
  clock.sleep(500);
  expect(replayer.isAway()).toBe(false);
  replayer.lost();
  clock.sleep(500);
  expect(replayer.isAway()).toBe(true);
  clock.sleep(500);
  expect(replayer.isAway()).toBe(false);
});
