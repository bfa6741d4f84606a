// The message that a recurring schedule sends: an envelope that the scheduler completes with each run's time.

import { type Envelope, seal } from "./envelope.ts";
import { SCHEDULED_TIME } from "./open.ts";
import type { Priority } from "./ports.ts";

/** What every one of the scheduler's placeholders begins with. */
const PLACEHOLDER = "<aws.scheduler.";

/** A job as a schedule runs it. */
export interface Recurring {
  readonly job: string;
  readonly args: readonly unknown[];
  readonly priority: Priority;
  /** The name of the schedule: with the run's time, it is the id of the run. */
  readonly name: string;
  /** What the application calls the schedule, where it has made it. */
  readonly scheduleId?: string | undefined;
}

/**
 * The text of the message. Each run has an id made of the schedule and its time: the scheduler may fire twice, and then
 * both are the same run.
 */
export function toScheduledBody({ job, args, priority, name, scheduleId }: Recurring): string {
  const body = withoutPlaceholders(seal({ errand: 1, function: job, args, attempt: 1, priority, scheduleId }));
  const { id, scheduledAt } = { id: `${name}@${SCHEDULED_TIME}`, scheduledAt: SCHEDULED_TIME };
  return `${body.slice(0, -1)},"id":${JSON.stringify(id)},"scheduledAt":${JSON.stringify(scheduledAt)}}`;
}

/** What of a schedule's message its application has said. */
export function readScheduledBody(body: string): Pick<Envelope, "args"> & { readonly scheduleId: string } {
  const { args, scheduleId } = JSON.parse(body);
  return { args, scheduleId };
}

/** The text of an envelope that a schedule holds back, with the mark by which its firing is known. */
export function toHeldBody(body: string): string {
  return `${withoutPlaceholders(body).slice(0, -1)},"held":true}`;
}

/** The envelope that a schedule holds back; none where it is on its way already, and has lost its mark. */
export function readHeldBody(body: string): Envelope | undefined {
  const { held, ...envelope } = JSON.parse(body);
  return held === true ? envelope : undefined;
}

/** The same JSON, with nothing in it that the scheduler would take for its own: arguments arrive as they were sent. */
export function withoutPlaceholders(body: string): string {
  return body.replaceAll(PLACEHOLDER, `\\u003c${PLACEHOLDER.slice(1)}`);
}
