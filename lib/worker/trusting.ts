// An intake whose messages have had their signatures looked at, where there are keys.

import type { Intake } from "../core/ports.ts";
import type { Definitions, Signatures } from "../core/signatures.ts";

/** How soon messages come again whose signature nobody could look at, for their key could not be fetched. */
const AGAIN_SECONDS = 30;

export function trusting(intake: Intake, signatures: Signatures | undefined, catalog: Definitions): Intake {
  if (signatures === undefined) return intake;
  return {
    ...intake,
    async receive(priority, options) {
      const received = await intake.receive(priority, options);
      if (!received.ok || received.deliveries.length === 0) return received;
      const { deliveries } = received;
      try {
        return { ok: true, deliveries: await signatures.check(deliveries, catalog) };
      } catch (error) {
        // Where that fails too, they come again by themselves, later.
        await intake.extend(deliveries, AGAIN_SECONDS).catch(() => {});
        return { ok: false, error: error as Error, retryable: true };
      }
    },
  };
}
