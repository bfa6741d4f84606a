// How long a bucket keeps stored arguments: by the first part of their key, for a bucket's lifecycle knows prefixes only.

/**
 * A message may wait in its queue for 14 days, and as long again in a dead-letter queue: 28 days from when it is due on, its arguments
 * must be there. A job may be due in ten years.
 */
export const LONGEST_CLASS = { prefix: "d4000", days: 4000 } as const;

export const CLASSES = [{ prefix: "d30", days: 30 }, { prefix: "d400", days: 400 }, LONGEST_CLASS] as const;

/** The longest that SQS keeps a message, twice. SQS API reference, SetQueueAttributes, MessageRetentionPeriod. */
export const NEEDED_DAYS = 28;

/** For so long a message that is kept elsewhere may wait to be sent, in an outbox or a spool, after it is due. */
export const KEPT_DAYS = 300;
