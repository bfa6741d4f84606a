// What runs beside nothing: sorted out before any job starts, and run when the others have ended, or before them where they
// never leave it time.

import { type Batch, handle, runLane, tellReturned } from "./batch.ts";
import type { Lane } from "./lanes.ts";
import { open } from "./open.ts";
import type { Delivery } from "./ports.ts";
import { guarded } from "./quarantine-guard.ts";
import type { Settlement } from "./settle.ts";
import { sortOut } from "./suspects.ts";
import { isUrgent } from "./urgency.ts";

/** @returns what runs the rest, when the others have ended. */
export async function beginAlone(suspects: readonly Delivery[], alone: readonly Lane[], batch: Batch) {
  const single = await sortOut(suspects, batch);
  const lanes = [...alone, ...single.map((delivery) => [delivery])];
  await runAlone(lanes.filter(goesFirst), batch);
  return () =>
    runAlone(
      lanes.filter((lane) => !goesFirst(lane)),
      batch,
    );
}

function goesFirst([delivery]: Lane): boolean {
  if (delivery === undefined || delivery.group !== undefined) return false;
  const opened = open(delivery);
  return opened.ok && isUrgent(opened.envelope);
}

/** Each beside nothing, and only once those before it, those of its own group too, can't be harmed any more. */
async function runAlone(lanes: readonly Lane[], batch: Batch): Promise<void> {
  const { kernel, settlements, gone } = batch;
  const run = async (delivery: Delivery): Promise<Settlement> => {
    const done = [...settlements.keys()].filter((one) => settlements.get(one) === "acknowledge" && !gone.has(one));
    try {
      if (done.length > 0) await kernel.inbox.acknowledge(done);
    } catch (error) {
      tellReturned(delivery, error, kernel);
      return "return";
    }
    for (const one of done) gone.add(one);
    return guarded(delivery, batch, () => handle(delivery, kernel, batch.run));
  };
  for (const lane of lanes) await runLane(lane, batch, run);
}
