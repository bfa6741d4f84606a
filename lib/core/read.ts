// A delivery's message, as its job says that it is to be read.

import type { Kernel } from "./kernel.ts";
import { type Opened, open } from "./open.ts";
import type { Delivery } from "./ports.ts";

/** The message. One that a schedule sends doesn't say when it expires, for it is the same at every time: here it does. */
export function read(delivery: Delivery, { catalog }: Pick<Kernel, "catalog">): Opened {
  const opened = open(delivery);
  if (!opened.ok || !opened.isFiring) return opened;
  const { function: job, scheduledAt, expiresAt: told } = opened.envelope;
  const seconds = catalog.get(job)?.expiresInSeconds;
  // Another sender's may be marked as a schedule's, and have no such time.
  if (seconds === undefined || told !== undefined || scheduledAt === undefined) return opened;
  const expiresAt = new Date(Date.parse(scheduledAt) + seconds * 1000).toISOString();
  return { ...opened, envelope: { ...opened.envelope, expiresAt } };
}
