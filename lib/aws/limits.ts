// AWS's limits, each once and with its source.

import type { Limits } from "../core/ports.ts";

/** The largest message, and the most that one batch may hold, in bytes: SQS quotas, 1 MiB since August 2025. */
const MESSAGE_BYTES = 1_048_576;

/** The longest DelaySeconds: SQS API reference, SendMessage. */
const DELAY_SECONDS = 900;

/** The longest that a receive waits, in seconds: SQS API reference, ReceiveMessage, WaitTimeSeconds. */
export const WAIT_SECONDS = 20;

/** Messages in one SendMessageBatch: SQS API reference. */
export const BATCH_ENTRIES = 10;

/** Bytes in one SendMessageBatch, over all its messages: SQS API reference. */
export const BATCH_BYTES = MESSAGE_BYTES;

/**
 * What a schedule's Input may hold, in bytes. The API reference of Scheduler's Target names no bound; this is what SQS took
 * when Scheduler came out. What is larger waits in the queue.
 */
export const SCHEDULE_BYTES = 262_144;

export const SQS_LIMITS: Limits = { delaySeconds: DELAY_SECONDS, messageBytes: MESSAGE_BYTES };
