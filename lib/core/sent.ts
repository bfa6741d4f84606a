// What was enqueued, as a test reads it.

import type { Envelope } from "./envelope.ts";
import type { Post, Priority } from "./ports.ts";

/** One job that was enqueued. */
export interface Sent<Args extends readonly unknown[] = readonly unknown[]> {
  readonly id: string;
  /** The job's name. */
  readonly job: string;
  /** The arguments as they travel: a copy, made when they were enqueued. */
  readonly args: Args;
  readonly priority: Priority;
  /** The delay that was asked for, in seconds. */
  readonly delaySeconds: number;
  /** When it was enqueued. */
  readonly at: Date;
}

export function toSent({ body }: Post): Sent {
  const { id, function: job, args, priority, enqueuedAt, notBefore = enqueuedAt } = JSON.parse(body) as Envelope;
  const delaySeconds = (Date.parse(notBefore) - Date.parse(enqueuedAt)) / 1000;
  return { id, job, args, priority, delaySeconds, at: new Date(enqueuedAt) };
}
