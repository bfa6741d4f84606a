import { expect, test } from "vitest";
import { signaturesOf } from "../../lib/core/signatures.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { aDelivery } from "../support/deliveries.ts";
import { START } from "../support/kernels.ts";
import { KEYS, NEWER_KEY, signedBody } from "../support/signed.ts";

/** What is said of a message whose key isn't known, when it comes so many milliseconds after the keys were first asked for. */
async function aWorker() {
  const clock = createManualClock(START);
  const asked: number[] = [];
  const signingKeys = () => {
    asked.push(clock.now() - START);
    return KEYS;
  };
  const signatures = signaturesOf({}, { signingKeys }, clock);
  const body = signedBody({ function: "note", args: [] }, NEWER_KEY);
  const come = async (afterMs: number, firstAfterMs = afterMs) => {
    clock.sleep(START + afterMs - clock.now());
    const delivery = aDelivery(body, { firstReceivedAt: START + firstAfterMs });
    const [looked] = (await signatures?.check([delivery], new Map())) ?? [];
    const { reason, unsure } = looked?.distrust ?? {};
    return unsure ?? reason;
  };
  return { come, asked };
}

const WAITS = "they were asked for a moment before it came, and are every ten seconds at the most.";

test("a message whose key isn't known is dead only where keys asked for after it came don't have it", async () => {
  const { come, asked } = await aWorker();
  expect(await come(0)).toBe("unknown_key");
  expect(await come(1)).toBe(WAITS);
  expect(await come(9_999)).toBe(WAITS);
  expect(await come(10_000)).toBe("unknown_key");
  expect(asked).toEqual([0, 10_000]);
});

test("one that comes again needs no fetch of its own: the keys were asked for since it first came", async () => {
  const { come, asked } = await aWorker();
  await come(0);
  expect(await come(3_000)).toBe(WAITS);
  expect(await come(60_000)).toBe("unknown_key");
  expect(await come(63_000, 3_000)).toBe("unknown_key");
  expect(await come(64_000)).toBe(WAITS);
  expect(asked).toEqual([0, 60_000]);
});
