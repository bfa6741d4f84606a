// Of what runs alone, what goes before its neighbours: it was put off so often that behind them there is never time for it.

import type { Lane } from "./lanes.ts";
import { open } from "./open.ts";
import { isUrgent } from "./quarantine.ts";

export function byUrgency(lanes: readonly Lane[]): {
  readonly urgent: readonly Lane[];
  readonly others: readonly Lane[];
} {
  const { urgent = [], others = [] } = Object.groupBy(lanes, (lane) => (goesFirst(lane) ? "urgent" : "others"));
  return { urgent, others };
}

function goesFirst([delivery]: Lane): boolean {
  if (delivery === undefined || delivery.group !== undefined) return false;
  const opened = open(delivery);
  return opened.ok && isUrgent(opened.envelope);
}
