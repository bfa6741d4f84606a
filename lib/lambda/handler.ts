// The Lambda function behind a queue: an SQS event in, a partial batch response out, the kernel in between.

import { announce } from "../core/announcement.ts";
import { runBatch } from "../core/batch.ts";
import { type Jobs, toCatalog } from "../core/catalog.ts";
import { guarded } from "../core/emit.ts";
import type { Listener } from "../core/events.ts";
import { type Kernel, MOST_HOPS } from "../core/kernel.ts";
import { lazyQueues } from "../core/lazy-queues.ts";
import { onceLoaded } from "../core/once-loaded.ts";
import { expectKnownKeys, expectListener, expectWhole } from "../core/options.ts";
import type { Clock } from "../core/ports.ts";
import { processRestore, processSettings } from "../core/process-settings.ts";
import { type Signatures, signaturesOf, signing } from "../core/signatures.ts";
import type { TimeLeft } from "../core/time-left.ts";
import type { World } from "../core/world.ts";
import { isStrange, priorityOf, refusing } from "./queue-of-event.ts";
import { type SqsBatchResponse, type SqsEvent, toDeliveries, toResponse } from "./sqs-event.ts";

/** How a handler works. */
export interface HandlerOptions {
  /** How many jobs of one batch run at once: 1 to 1,000; default 10. */
  readonly concurrency?: number;
  /**
   * How many jobs in a row may enqueue each other with waits under a minute, before one is dead-lettered as a loop: 1 to
   * 1,000,000; default 1,000. `current().hops` counts them.
   */
  readonly mostHops?: number;
  /** Hears every event; default: problems are written to standard error. */
  readonly onEvent?: Listener;
}

/** What a handler reads of Lambda's context. */
export interface InvocationContext {
  getRemainingTimeInMillis?(): number;
}

/** A Lambda function for an SQS event source. */
export type SqsHandler = (event: SqsEvent, context?: InvocationContext) => Promise<SqsBatchResponse>;

/** The world of a handler. */
export interface HandlerWorld extends World {
  /** The listener where the options name none. */
  readonly onEvent: Listener;
}

/**
 * How long before Lambda ends the invocation `current().signal` aborts: a second, or a tenth of a short invocation. Half of
 * it is for the job to end by itself, half for its outcome to be written.
 */
const GRACE_MILLISECONDS = 1000;

export function createHandlerWith(jobs: Jobs, options: HandlerOptions, world: HandlerWorld): SqsHandler {
  const { concurrency, mostHops } = checkOptions(options);
  const { clock, environment } = world;
  const catalog = toCatalog(jobs);
  const queues = lazyQueues(() => world.connect(environment));
  const kernel: Kernel = {
    ...world,
    catalog,
    broker: queues,
    inbox: queues,
    mostHops,
    emit: guarded(options.onEvent ?? world.onEvent),
    restore: processRestore,
    blobs: onceLoaded(async () => world.connectBlobs?.(environment)),
  };
  // At the first event: by then the application has called `configure`.
  let signatures: { readonly of: Signatures | undefined } | undefined;
  const handler: SqsHandler = async (event, context) => {
    signatures ??= { of: signaturesOf(environment, processSettings(), clock) };
    const received = toDeliveries(event, clock.now(), (arn) => priorityOf(arn, environment));
    const deliveries = (await signatures.of?.check(received, catalog)) ?? received;
    const stranger = deliveries.find(({ queue }) => isStrange(queue, environment));
    const own = signing(kernel, signatures.of);
    const ours = stranger === undefined ? own : { ...own, ...refusing(stranger.queue) };
    const time = toTimeLeft(context, clock);
    const disarm = time === undefined ? undefined : clock.after(time.wholeMs / 2, () => void prepare(queues));
    try {
      return toResponse(await runBatch(deliveries, ours, { concurrency, time }));
    } finally {
      disarm?.();
    }
  };
  announce(handler, catalog);
  return handler;
}

/**
 * A run that takes so long may have to be given up, and then there is no time to load what that needs. What fails here fails
 * again, and is told, where it is used.
 */
async function prepare({ join }: { readonly join: () => Promise<unknown> }): Promise<void> {
  await Promise.allSettled([import("../core/decide.ts"), join()]);
}

function checkOptions(options: HandlerOptions): Required<Omit<HandlerOptions, "onEvent">> {
  expectKnownKeys(options, ["concurrency", "mostHops", "onEvent"], "createHandler(jobs, options)");
  expectListener(options.onEvent, "createHandler");
  const { concurrency = 10, mostHops = MOST_HOPS } = options;
  expectWhole(concurrency, 1000, 'createHandler: "concurrency"', "To use 10, leave it out.");
  expectWhole(mostHops, 1_000_000, 'createHandler: "mostHops"', `To use ${MOST_HOPS}, leave it out.`);
  return { concurrency, mostHops };
}

function toTimeLeft(context: InvocationContext | undefined, clock: Clock): TimeLeft | undefined {
  const left = context?.getRemainingTimeInMillis?.();
  if (left === undefined || !(left > 0)) return undefined; // a context that was made by hand
  const grace = Math.min(GRACE_MILLISECONDS, left / 10);
  const endAt = clock.now() + left;
  return { wholeMs: left - grace, abortAt: endAt - grace, giveUpAt: endAt - grace / 2, answerAt: endAt - grace / 10 };
}
