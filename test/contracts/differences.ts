// What each peer is known to do otherwise than AWS, one line a case; a peer that has no list must do everything.

import { engine } from "./differences/engine.ts";
import { fauxqs } from "./differences/fauxqs.ts";
import { localstack } from "./differences/localstack.ts";
import { ministack } from "./differences/ministack.ts";

export interface Difference {
  readonly case: string;
  /** What the peer does instead. */
  readonly reason: string;
}

const LISTS: Readonly<Record<string, readonly Difference[]>> = {
  engine,
  "engine-http": engine,
  fauxqs,
  localstack,
  ministack,
};

export function differencesOf(peer: string): readonly Difference[] {
  return LISTS[peer] ?? [];
}
