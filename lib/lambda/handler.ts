// The Lambda function behind a queue: an SQS event in, a partial batch response out, the kernel in between.

import { runBatch } from "../core/batch.ts";
import { type Jobs, toCatalog } from "../core/catalog.ts";
import { guarded } from "../core/emit.ts";
import { ErrandError, show } from "../core/errors.ts";
import type { Listener } from "../core/events.ts";
import type { Kernel } from "../core/kernel.ts";
import { lazyBroker } from "../core/lazy-broker.ts";
import { expectKnownKeys, expectListener } from "../core/options.ts";
import type { Clock } from "../core/ports.ts";
import type { World } from "../core/world.ts";
import { isStrange, priorityOf, refusingBroker } from "./queue-of-event.ts";
import { type SqsBatchResponse, type SqsEvent, toDeliveries, toResponse } from "./sqs-event.ts";

/** How a handler works. */
export interface HandlerOptions {
  /** How many jobs of one batch run at once: 1 to 1,000; default 10. */
  readonly concurrency?: number;
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
 * How long before Lambda ends the invocation `current().signal` aborts, so that the job can still settle: a second, or
 * a tenth of a short invocation.
 */
const GRACE_MILLISECONDS = 1000;

export function createHandlerWith(jobs: Jobs, options: HandlerOptions, world: HandlerWorld): SqsHandler {
  const concurrency = checkOptions(options);
  const { clock, environment } = world;
  const kernel: Kernel = {
    ...world,
    catalog: toCatalog(jobs),
    broker: lazyBroker(() => world.connect(environment)),
    emit: guarded(options.onEvent ?? world.onEvent),
  };
  return async (event, context) => {
    const deliveries = toDeliveries(event, clock.now(), (arn) => priorityOf(arn, environment));
    const stranger = deliveries.find(({ queue }) => isStrange(queue, environment));
    const ours = stranger === undefined ? kernel : { ...kernel, broker: refusingBroker(stranger.queue) };
    const results = await runBatch(deliveries, ours, { concurrency, deadlineAt: deadlineAt(context, clock) });
    return toResponse(results);
  };
}

function checkOptions(options: HandlerOptions): number {
  expectKnownKeys(options, ["concurrency", "onEvent"], "createHandler(jobs, options)");
  expectListener(options.onEvent, "createHandler");
  const concurrency = options.concurrency ?? 10;
  if (Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 1000) return concurrency;
  throw new ErrandError(
    "invalid_option",
    `createHandler: "concurrency" must be a whole number from 1 to 1000, got ${show(concurrency)}. To use 10, leave it out.`,
  );
}

function deadlineAt(context: InvocationContext | undefined, clock: Clock): number | undefined {
  const left = context?.getRemainingTimeInMillis?.();
  return left === undefined ? undefined : clock.now() + left - Math.min(GRACE_MILLISECONDS, left / 10);
}
