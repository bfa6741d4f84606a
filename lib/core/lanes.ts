// Which deliveries of a batch run one after the other, which beside nothing, and which have to be sorted out first.

import type { Delivery } from "./ports.ts";

/** Deliveries that run one after the other: a single one, or those of one FIFO group in their order. */
export type Lane = readonly Delivery[];

export interface Lanes {
  /** What has come back without having been settled. */
  readonly suspects: readonly Delivery[];
  readonly together: readonly Lane[];
  /** Each runs beside nothing, when all others have ended. */
  readonly alone: readonly Lane[];
}

export function toLanes(deliveries: readonly Delivery[]): Lanes {
  const ordered = deliveries.filter(({ group }) => group !== undefined);
  const groups = [...Map.groupBy(ordered, ({ queue, group }) => `${queue} ${group}`).values()];
  const others = deliveries.filter(({ group }) => group === undefined);
  const fresh = others.filter(({ receives }) => receives <= 1);
  // In a FIFO queue a message keeps its place, and so can't be sent on: its whole group runs alone.
  const isSuspect = (lane: Lane): boolean => lane.some(({ receives }) => receives > 1);
  return {
    suspects: others.filter(({ receives }) => receives > 1),
    together: [
      ...fresh.filter((delivery) => !isQuarantined(delivery)).map((delivery) => [delivery]),
      ...groups.filter((lane) => !isSuspect(lane)),
    ],
    alone: [...fresh.filter(isQuarantined).map((delivery) => [delivery]), ...groups.filter(isSuspect)],
  };
}

/** Not read whole, for bodies may be large: a job whose arguments have the word in them runs alone for nothing. */
function isQuarantined({ body }: Delivery): boolean {
  return body.includes('"quarantine"');
}
