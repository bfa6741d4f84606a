// What came back without having been settled, sorted out before any job starts: sent on as copies, given up, or left to be
// run alone.

import type { Kernel } from "./kernel.ts";
import { open } from "./open.ts";
import type { Delivery } from "./ports.ts";
import { onComeback } from "./quarantine.ts";
import { settle } from "./settle.ts";
import type { TimeLeft } from "./time-left.ts";

/**
 * What is sent on is acknowledged at once: were it left to the end, a kill meanwhile would leave both the copy and the
 * message, and again at their next comeback.
 *
 * @param note is told of each delivery that is done with.
 * @returns those that are to be run.
 */
export async function sortOut(
  suspects: readonly Delivery[],
  kernel: Kernel,
  time: TimeLeft | undefined,
  note: (delivery: Delivery, settlement: "acknowledge" | "return") => void,
): Promise<readonly Delivery[]> {
  const { clock, limits, inbox } = kernel;
  const left: Delivery[] = [];
  for (const delivery of suspects) {
    const opened = open(delivery);
    const outcome = opened.ok ? onComeback(opened.envelope, { delivery, now: clock.now(), limits }, time) : undefined;
    if (outcome === undefined) {
      left.push(delivery);
      continue;
    }
    const settlement = await settle(outcome, delivery, kernel);
    note(delivery, settlement);
    // The runtime acknowledges it again: what fails here is made up for there.
    if (settlement === "acknowledge") await inbox.acknowledge([delivery]).catch(() => {});
  }
  return left;
}
