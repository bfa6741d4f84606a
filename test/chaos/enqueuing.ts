// Jobs enqueued as an application does it, through `.enqueue` and `.enqueueMany`, until enough are accepted.

import { setTimeout as pause } from "node:timers/promises";
import { type EnqueueEntry, EnqueueManyError, type Enqueuer, isErrandError, type Receipt } from "errand";
import { createRow } from "../../lib/engine/faults.ts";
import * as jobs from "./fixtures/jobs.ts";
import { drawKind, type KindName } from "./kinds.ts";
import type { Pace } from "./pace.ts";

/** What became of the jobs, by their number. */
export interface Enqueued {
  /** With the id of each. */
  readonly accepted: ReadonlyMap<number, { readonly kind: KindName; readonly id: string }>;
  /** The caller was told that it failed: the job may be there all the same. */
  readonly refused: ReadonlyMap<number, KindName>;
}

const JOBS: Readonly<Record<KindName, Enqueuer<[number]>>> = {
  quick: jobs.quick,
  slow: jobs.slow,
  "fails-twice": jobs.failsTwice,
  snoozes: jobs.snoozes,
  discards: jobs.discards,
  "fails-always": jobs.failsAlways,
};

/** Callers at once. */
const LANES = 6;

/** What a caller waits after a refusal, before it goes on with other jobs. */
const AFTER_REFUSAL_MS = 500;

interface Call {
  readonly kind: KindName;
  readonly numbers: readonly number[];
  readonly enqueue: (job: Enqueuer<[number]>) => Enqueuer<[number]>;
}

/** Calls without end; the same seed gives the same. */
function* createCalls(seed: number): Generator<Call, never> {
  const row = createRow(seed);
  for (let next = 0; ; ) {
    const kind = drawKind(row());
    const count = row() < 0.5 ? 1 : 5 + Math.floor(row() * 25);
    const priority = row() < 0.3 ? "high" : undefined;
    const delay = row() < 0.1 ? 1 + Math.floor(row() * 3) : undefined;
    const numbers = Array.from({ length: count }, (_, index) => next + index);
    next += count;
    yield { kind, numbers, enqueue: (job) => job.with({ priority, delay }) };
  }
}

/** @param isEnough whether so many accepted are enough; a few more can be, for those under way are not called back. */
export function startEnqueuing(
  isEnough: (accepted: number) => boolean,
  seed: number,
  pace: Pace,
): Enqueued & { readonly done: Promise<void> } {
  const accepted = new Map<number, { readonly kind: KindName; readonly id: string }>();
  const refused = new Map<number, KindName>();
  const calls = createCalls(seed);
  let underWay = 0;
  const lane = async (): Promise<void> => {
    while (!isEnough(accepted.size + underWay)) {
      const { kind, numbers, enqueue } = calls.next().value;
      underWay += numbers.length;
      await pace.turn(accepted.size + underWay - numbers.length);
      const entries = await post(enqueue(JOBS[kind]), numbers);
      underWay -= numbers.length;
      for (const [index, number] of numbers.entries()) {
        const entry = entries[index];
        if (entry?.ok) accepted.set(number, { kind, id: entry.receipt.id });
        else refused.set(number, kind);
      }
      if (!entries.every(({ ok }) => ok)) await pause(AFTER_REFUSAL_MS);
    }
  };
  return { accepted, refused, done: Promise.all(Array.from({ length: LANES }, lane)).then(() => {}) };
}

async function post(job: Enqueuer<[number]>, numbers: readonly number[]): Promise<readonly EnqueueEntry[]> {
  const toEntry = (receipt: Receipt): EnqueueEntry => ({ ok: true, receipt });
  const [first, ...more] = numbers;
  try {
    if (first !== undefined && more.length === 0) return [toEntry(await job.enqueue(first))];
    return (await job.enqueueMany(numbers.map((number) => [number]))).map(toEntry);
  } catch (error) {
    if (error instanceof EnqueueManyError) return error.entries;
    if (!isErrandError(error, "enqueue_failed") && !isErrandError(error, "queue_unavailable")) throw error;
    return [{ ok: false, error }];
  }
}
