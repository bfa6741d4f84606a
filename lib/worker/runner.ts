// Where a delivery runs: here, in a thread, or in a process of its own; or not in this worker at all.

import type { JobDefinition } from "../core/definition.ts";
import { execute } from "../core/execute.ts";
import type { Kernel } from "../core/kernel.ts";
import type { Leash } from "../core/leash.ts";
import { stillSuspect } from "../core/next-envelope.ts";
import { open } from "../core/open.ts";
import { type Outcome, postpone } from "../core/outcome.ts";
import type { Delivery } from "../core/ports.ts";
import type { Elsewhere } from "./elsewhere/elsewhere.ts";
import { isApart, type PlaceOf } from "./place.ts";

export type Run = (delivery: Delivery, leash: Leash, isSuspect: boolean) => Promise<Outcome>;

interface RunnerOptions {
  readonly kernel: Kernel;
  readonly catalog: ReadonlyMap<string, JobDefinition>;
  readonly only: ReadonlySet<string> | undefined;
  readonly elsewhere: Elsewhere | undefined;
  readonly placeOf: PlaceOf;
}

/** How long a job of other workers is held back, so that it is they who get it: from so many seconds to twice as many. */
const OTHERS_SECONDS = 2;

export function createRun({ kernel, catalog, only, elsewhere, placeOf }: RunnerOptions): Run {
  const { clock, limits, random } = kernel;

  const forOthers = (delivery: Delivery): Outcome | undefined => {
    if (only === undefined) return undefined;
    const opened = open(delivery);
    if (!opened.ok || only.has(opened.envelope.function) || !catalog.has(opened.envelope.function)) return undefined;
    const now = clock.now();
    const delaySeconds = OTHERS_SECONDS * (1 + random());
    const next = stillSuspect(opened.envelope, delivery.receives);
    return postpone(opened.envelope, next, { delivery, now, limits }, { why: "other_worker", delaySeconds });
  };

  return async (delivery, leash, isSuspect) => {
    const notHere = forOthers(delivery);
    if (notHere !== undefined) return notHere;
    const place = placeOf(delivery, isSuspect);
    if (elsewhere === undefined || !isApart(place)) return execute(delivery, kernel, { leash });
    return place === "process" ? elsewhere.inProcess(delivery, leash) : elsewhere.inThread(delivery, leash);
  };
}
