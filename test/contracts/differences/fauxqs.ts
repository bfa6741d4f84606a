// What fauxqs does otherwise than AWS.

import type { Difference } from "../differences.ts";
import { fauxqsAbsent } from "./fauxqs-absent.ts";

export const fauxqs: readonly Difference[] = [
  {
    case: "a queue that is there is not created again with another attribute",
    reason: "refuses as AWS.SimpleQueueService.QueueNameExists: not AWS's name, no class of the SDK",
  },
  {
    case: "a queue's attributes as they are now count when it is created again, not those that it was made with",
    reason: "refuses as AWS.SimpleQueueService.QueueNameExists: not AWS's name, no class of the SDK",
  },
  { case: 'a queue can\'t be called "with space"', reason: "takes it" },
  { case: 'a queue can\'t be called "with/slash"', reason: "takes it" },
  { case: 'a queue can\'t be called "with.period"', reason: "takes it" },
  { case: "a queue can't be called by more than 80 letters", reason: "takes it" },
  { case: 'a queue can\'t be called "fifo-in-name-only.fifo"', reason: "takes it" },
  { case: "a list of no queues has no URLs", reason: "the list is there, and empty" },
  { case: "the name of a deleted queue is not free for a minute", reason: "takes it" },
  { case: "a second purge within a minute is refused", reason: "takes it" },
  { case: "only the attributes that are asked for are returned", reason: "returns all when none are asked for" },
  { case: "asking for an attribute that there is not is refused", reason: "takes it" },
  {
    case: "DelaySeconds is a whole number from 0 to 900",
    reason: "refuses as AWS.SimpleQueueService.InvalidAttributeValue: not AWS's name, no class of the SDK",
  },
  {
    case: "VisibilityTimeout is a whole number from 0 to 43200",
    reason: "refuses as AWS.SimpleQueueService.InvalidAttributeValue: not AWS's name, no class of the SDK",
  },
  {
    case: "MessageRetentionPeriod is a whole number from 60 to 1209600",
    reason: "refuses as AWS.SimpleQueueService.InvalidAttributeValue: not AWS's name, no class of the SDK",
  },
  {
    case: "MaximumMessageSize is a whole number from 1024 to 1048576",
    reason: "refuses as AWS.SimpleQueueService.InvalidAttributeValue: not AWS's name, no class of the SDK",
  },
  {
    case: "ReceiveMessageWaitTimeSeconds is a whole number from 0 to 20",
    reason: "refuses as AWS.SimpleQueueService.InvalidAttributeValue: not AWS's name, no class of the SDK",
  },
  {
    case: "an attribute that there is not can't be set",
    reason: "refuses as AWS.SimpleQueueService.InvalidAttributeName: not AWS's name, no class of the SDK",
  },
  {
    case: "a standard queue knows no attribute of FIFO queues, and does not become one",
    reason: "refuses as AWS.SimpleQueueService.InvalidAttributeValue: not AWS's name, no class of the SDK",
  },
  {
    case: "a FIFO queue's name must end in .fifo",
    reason: "refuses as AWS.SimpleQueueService.InvalidParameterValue: not AWS's name, no class of the SDK",
  },
  { case: "an emoji in a body arrives", reason: "refuses characters outside the Basic Multilingual Plane" },
  {
    case: "a body with a null is refused",
    reason: "refuses as AWS.SimpleQueueService.InvalidMessageContents: not AWS's name, no class of the SDK",
  },
  {
    case: "a body with a control character is refused",
    reason: "refuses as AWS.SimpleQueueService.InvalidMessageContents: not AWS's name, no class of the SDK",
  },
  {
    case: "a body with U+FFFF is refused",
    reason: "refuses as AWS.SimpleQueueService.InvalidMessageContents: not AWS's name, no class of the SDK",
  },
  {
    case: "an empty body is refused",
    reason: "refuses as AWS.SimpleQueueService.MissingParameter: not AWS's name, no class of the SDK",
  },
  {
    case: "a message of one byte more is refused",
    reason: "refuses as AWS.SimpleQueueService.InvalidParameterValue: not AWS's name, no class of the SDK",
  },
  {
    case: "a message counts the bytes of its UTF-8, not its characters",
    reason: "refuses as AWS.SimpleQueueService.InvalidParameterValue: not AWS's name, no class of the SDK",
  },
  {
    case: "a message counts the names, types and values of its attributes",
    reason: "refuses as AWS.SimpleQueueService.InvalidParameterValue: not AWS's name, no class of the SDK",
  },
  { case: "a delay of 900 seconds is taken, one of 901 or -1 refused", reason: "takes it" },
  { case: "a batch with an id of 81 letters is refused as a whole", reason: "takes it" },
  {
    case: "a batch of deletes deletes what its handles name, and fails for garbage",
    reason: 'garbage is "Successful"',
  },
  { case: "asking for the attributes [] returns none", reason: "returns all when none are asked for" },
  {
    case: 'asking for the attributes ["Hello","General"] returns General, Hello',
    reason: "the digest is of all attributes, not of those returned",
  },
  {
    case: 'asking for the attributes ["Foo","Hello"] returns Hello',
    reason: "the digest is of all attributes, not of those returned",
  },
  { case: 'asking for the attributes ["Hel.*"] returns Hello, Help.Me', reason: "knows no prefixes" },
  { case: "an empty value is refused", reason: "takes it" },
  { case: "a value of control characters is refused", reason: "takes it" },
  { case: "a type that is none is refused", reason: "takes it" },
  { case: "a number that is none is refused", reason: "takes it" },
  { case: "a name that starts like AWS's own is refused", reason: "takes it" },
  { case: "a name that starts with a period is refused", reason: "takes it" },
  { case: "a name with a question mark is refused", reason: "takes it" },
  { case: "a name of 257 letters is refused", reason: "takes it" },
  { case: "an eleventh attribute is refused", reason: "takes it" },
  { case: "a trace header arrives, and has a digest of its own", reason: "drops system attributes" },
  {
    case: "asking for 0 messages is refused",
    reason: "refuses as AWS.SimpleQueueService.InvalidParameterValue: not AWS's name, no class of the SDK",
  },
  {
    case: "asking for 11 messages is refused",
    reason: "refuses as AWS.SimpleQueueService.InvalidParameterValue: not AWS's name, no class of the SDK",
  },
  {
    case: "asking for a wait of 21 seconds is refused",
    reason: "refuses as AWS.SimpleQueueService.InvalidParameterValue: not AWS's name, no class of the SDK",
  },
  {
    case: "asking for a wait of -1 seconds is refused",
    reason: "refuses as AWS.SimpleQueueService.InvalidParameterValue: not AWS's name, no class of the SDK",
  },
  {
    case: "asking for a visibility timeout past twelve hours is refused",
    reason: "refuses as AWS.SimpleQueueService.InvalidParameterValue: not AWS's name, no class of the SDK",
  },
  { case: "deleting by a handle that is none is refused", reason: "takes it" },
  {
    case: "a message wakes one of eight pollers, the others go on waiting",
    reason: "wakes all eight, seven with nothing",
  },
  {
    case: "an aborted long poll takes no message with it",
    reason: "the next message goes to the poller that has gone, and hides for its visibility timeout",
  },
  { case: "the visibility of a deleted message can't be changed", reason: "throws MessageNotInflight" },
  { case: "changing visibility by a handle that is none is refused", reason: "throws MessageNotInflight" },
  {
    case: "changing visibility to -1 seconds is refused",
    reason: "refuses as AWS.SimpleQueueService.InvalidParameterValue: not AWS's name, no class of the SDK",
  },
  {
    case: "changing visibility to 43201 seconds is refused",
    reason: "refuses as AWS.SimpleQueueService.InvalidParameterValue: not AWS's name, no class of the SDK",
  },
  {
    case: "a dead message keeps its attributes, its count and the time of its sending, and tells where it came from",
    reason: "does not tell the source queue",
  },
  { case: "the messages behind a dead one are received", reason: "the dead message is not in its queue then" },
  { case: "a redrive policy with what is not JSON is refused", reason: "takes it" },
  { case: "a redrive policy with no count is refused", reason: "takes it" },
  { case: "a redrive policy with no queue is refused", reason: "takes it" },
  { case: "a redrive policy with a count of 0 is refused", reason: "takes it" },
  { case: "a redrive policy with a count of 1001 is refused", reason: "takes it" },
  { case: "a redrive policy with a queue that is not there is refused", reason: "takes it" },
  { case: "a FIFO queue's dead-letter queue must be FIFO", reason: "takes it" },
  { case: "a dead-letter queue tells whose it is", reason: "has no ListDeadLetterSourceQueues" },
  { case: "a queue that denies all takes no dead letters", reason: "takes it" },
  { case: "a queue that allows some by name takes dead letters from these only", reason: "takes it" },
  { case: "a redrive allow policy that is none is refused", reason: "takes it" },
  {
    case: "one receive takes many of a group, in the order in which they were sent",
    reason: "one of a group per receive",
  },
  {
    case: "a group of several in flight stays locked until the last of them is deleted",
    reason: "one of a group per receive",
  },
  {
    case: "messages that come back are received in their old order, before those behind them",
    reason: "one of a group per receive",
  },
  { case: "giving a message back gives back its group, with it at the head", reason: "one of a group per receive" },
  {
    case: "what comes back before one that stays hidden is received, what is behind it is not",
    reason: "one of a group per receive",
  },
  { case: "a handle whose time is over can't delete", reason: "takes it" },
  {
    case: "a message has no delay of its own",
    reason: "refuses as AWS.SimpleQueueService.InvalidParameterValue: not AWS's name, no class of the SDK",
  },
  { case: "a FIFO queue's own delay holds, also for a message that gives 0", reason: "one of a group per receive" },
  {
    case: "a message needs a group",
    reason: "refuses as AWS.SimpleQueueService.MissingParameter: not AWS's name, no class of the SDK",
  },
  {
    case: "a receive that is repeated under its attempt id gets the same messages again",
    reason: "ignores the attempt id",
  },
  {
    case: "where the scope is the group, one id counts in each",
    reason: "one id counts across groups, whatever the scope",
  },
  { case: "a limit per group needs the scope of the group", reason: "takes it" },
  { case: "a purge forgets what was sent", reason: "the message does not come" },
  {
    case: "a message needs a deduplication id, unless its body is taken for one",
    reason: "refuses as AWS.SimpleQueueService.InvalidParameterValue: not AWS's name, no class of the SDK",
  },
  {
    case: "a deduplication id that is empty is refused",
    reason: "refuses as AWS.SimpleQueueService.InvalidParameterValue: not AWS's name, no class of the SDK",
  },
  { case: "a deduplication id that is longer than 128 is refused", reason: "takes it" },
  { case: "a deduplication id that is of two words is refused", reason: "takes it" },
  { case: "a quiet tenant's message overtakes a noisy one's", reason: "has no fair order" },
  { case: "a message without a group is a tenant of its own, and overtakes too", reason: "has no fair order" },
  { case: "a message of a standard queue shows its group", reason: "drops the group" },
  { case: "a group id that is empty is refused", reason: "takes it" },
  { case: "a group id that is longer than 128 is refused", reason: "takes it" },
  { case: "a group id that is of two words is refused", reason: "takes it" },
  { case: "a standard queue takes no deduplication id", reason: "takes it" },
  {
    case: "a request without a queue is refused",
    reason: "refuses as AWS.SimpleQueueService.InvalidParameterValue: not AWS's name, no class of the SDK",
  },
  ...fauxqsAbsent,
];
