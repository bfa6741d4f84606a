// SQS as a service: one request in, one answer out.

import { randomUUID } from "node:crypto";
import type { Clock } from "../../core/ports.ts";
import type { Journal } from "../data/journal.ts";
import type { Deliver } from "../delivery.ts";
import type { EngineRequest, EngineResponse } from "../exchange.ts";
import type { Faults } from "../faults.ts";
import { findAction } from "./actions.ts";
import { createDeliver } from "./deliver.ts";
import { isSqsError, SqsError } from "./errors.ts";
import { readRequest, toErrorResponse, toResponse } from "./protocol.ts";
import { createQueues } from "./queues.ts";

interface SqsOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  readonly journal: Journal;
  readonly longestWaitSeconds?: number | undefined;
  readonly faults?: (() => Faults) | undefined;
}

export interface Sqs {
  /** No move task goes on. */
  close(): void;
  /** For the other services of the engine. */
  readonly deliver: Deliver;
  handle(request: EngineRequest, signal?: AbortSignal): Promise<EngineResponse>;
}

export function createSqs(options: SqsOptions): Sqs {
  const { clock, accountId, longestWaitSeconds } = options;
  const queues = createQueues(options);

  return {
    close: queues.moveTasks.close,
    deliver: createDeliver(queues, clock),
    async handle(request, signal) {
      signal?.throwIfAborted();
      const requestId = randomUUID();
      try {
        const { action, input } = readRequest(request);
        const urlOf = (name: string): string => `${new URL(request.url).origin}/${accountId}/${name}`;
        const call = { input, queues, now: clock.now(), urlOf, longestWaitSeconds, signal };
        return toResponse(requestId, await findAction(action)(call));
      } catch (error) {
        if (isSqsError(error)) return toErrorResponse(requestId, error);
        if (signal?.aborted && error === signal.reason) throw error;
        // Ours, not the sender's: it must not take the process down, nor look like the sender's.
        return toErrorResponse(requestId, new SqsError("InternalFailure", `The engine failed: ${String(error)}`));
      }
    },
  };
}
