// The limits of SQS that the engine enforces.
// Source, where none is named: "Amazon SQS quotas" and the API reference of each action,
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/.

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
/** Of a standard queue as of a FIFO queue, which could have 20,000 before; past it, AWS refuses at a standard queue only. */
export const MAXIMUM_IN_FLIGHT = 120_000;
export const MAXIMUM_RECEIVE_COUNT = 1_000;
/** A purge is allowed once in this time, and a deleted queue's name comes free after it. */
export const COOLING_OFF_SECONDS = 60;
export const MAXIMUM_LISTED_QUEUES = 1_000;
/** How long a FIFO queue knows a deduplication id. */
export const DEDUPLICATION_SECONDS = 300;
/**
 * A tenant is noisy with more than this share of the messages in flight, and at least so many of them: "How Amazon SQS
 * fair queues work", SQSDeveloperGuide/sqs-fair-queues-detailed.html.
 */
export const NOISY_SHARE = 0.1;
export const NOISY_IN_FLIGHT = 30;
/** AWS recommends no more, and refuses them. */
export const MAXIMUM_TAGS = 50;
export const MAXIMUM_TAG_KEY_LETTERS = 128;
export const MAXIMUM_TAG_VALUE_LETTERS = 256;
/** Source queues that a RedriveAllowPolicy can name. */
export const MAXIMUM_ALLOWED_SOURCES = 10;
/** Messages a second that a move task can be held to, and tasks that a list shows. */
export const MAXIMUM_MOVE_RATE = 500;
export const MAXIMUM_LISTED_MOVE_TASKS = 10;
/** "Amazon SQS policy quotas", SQSDeveloperGuide/quotas-policies.html. */
export const MAXIMUM_POLICY_BYTES = 8_192;
/** Of one AddPermission. */
export const MAXIMUM_PERMITTED_ACTIONS = 7;
