// The limits of SQS that the engine enforces.
// Source: "Amazon SQS quotas" and the API reference of each action, https://docs.aws.amazon.com/AWSSimpleQueueService/latest/.

/** Bytes of a message with its attributes, and of all messages of a batch: 1 MiB since August 2025. */
export const MAXIMUM_MESSAGE_BYTES = 1_048_576;
export const MAXIMUM_BATCH_BYTES = 1_048_576;
export const MAXIMUM_BATCH_ENTRIES = 10;
export const MAXIMUM_MESSAGE_ATTRIBUTES = 10;
export const MAXIMUM_DELAY_SECONDS = 900;
export const MAXIMUM_WAIT_SECONDS = 20;
export const MAXIMUM_RECEIVED = 10;
/** Twelve hours, counted from the receive however often it is extended. */
export const MAXIMUM_VISIBILITY_SECONDS = 43_200;
export const MAXIMUM_IN_FLIGHT = 120_000;
export const MAXIMUM_RECEIVE_COUNT = 1_000;
/** A purge is allowed once in this time, and a deleted queue's name comes free after it. */
export const COOLING_OFF_SECONDS = 60;
export const MAXIMUM_LISTED_QUEUES = 1_000;
