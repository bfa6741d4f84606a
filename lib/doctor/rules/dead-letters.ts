// Every queue has a dead-letter queue, and what comes to lie there stays.

import { isKnown } from "../deployment.ts";
import { PAGES } from "../pages.ts";
import { each, known, type Rule } from "../rule.ts";

export const deadLetterQueue: Rule = {
  name: "dead-letter-queue",
  severity: "error",
  sentence: "A queue has a dead-letter queue.",
  remedy: "Give the queue a redrive policy with the ARN of its dead-letter queue.",
  source: PAGES.deadLetters,
  check: each(
    ({ queues }) => queues,
    (queue) =>
      queue.deadLetter === undefined
        ? {
            resource: queue,
            property: "Properties.RedrivePolicy",
            expected: "a redrive policy with a dead-letter queue",
            got: "none",
            because: "A job that can't be run would come again until SQS deletes it for its age.",
          }
        : undefined,
  ),
};

export const deadLetterRetention: Rule = {
  name: "dead-letter-retention",
  severity: "error",
  sentence: "A dead-letter queue keeps its messages for longer than the queue does.",
  remedy: "Raise the dead-letter queue's retention, to 1209600 seconds at most, or lower the queue's.",
  source: PAGES.deadLetterRetention,
  check: each(
    ({ pairs }) => pairs,
    ({ queue, dead }) => {
      const { retentionSeconds: own, fifo } = queue;
      // In a FIFO queue the age counts anew when a message is moved.
      if (fifo !== false || !isKnown(own) || !known(dead.retentionSeconds, (seconds) => seconds <= own))
        return undefined;
      return {
        resource: dead,
        property: "Properties.MessageRetentionPeriod",
        expected: `more than the ${own} seconds of ${queue.id}`,
        got: String(dead.retentionSeconds),
        because:
          "A message that SQS moves keeps the time of its first sending, and could be deleted as soon as it is there.",
      };
    },
  ),
};

export const deadLetterKind: Rule = {
  name: "dead-letter-kind",
  severity: "error",
  sentence: "A FIFO queue has a FIFO dead-letter queue, a standard queue a standard one.",
  remedy: "Make both FIFO or both standard.",
  source: PAGES.deadLetters,
  check: each(
    ({ pairs }) => pairs,
    ({ queue, dead }) =>
      isKnown(queue.fifo) && known(dead.fifo, (fifo) => fifo !== queue.fifo)
        ? {
            resource: dead,
            property: "Properties.FifoQueue",
            expected: `${queue.fifo}, as that of ${queue.id}`,
            got: String(dead.fifo),
            because: "SQS refuses a redrive policy between the two kinds.",
          }
        : undefined,
  ),
};

export const deadLetterRetained: Rule = {
  name: "dead-letter-retained",
  severity: "warning",
  sentence: "A dead-letter queue outlives its stack.",
  remedy: 'Set its DeletionPolicy to "Retain" (in the CDK: RemovalPolicy.RETAIN).',
  source: PAGES.deletion,
  check: each(
    ({ deadQueues }) => deadQueues,
    (dead) =>
      known(dead.deletionPolicy, (policy) => !policy.startsWith("Retain"))
        ? {
            resource: dead,
            property: "DeletionPolicy",
            expected: '"Retain"',
            got: JSON.stringify(dead.deletionPolicy),
            because: "Whoever deletes the stack, or renames the queue in it, deletes the dead jobs.",
          }
        : undefined,
  ),
};

export const redriveAllowPolicy: Rule = {
  name: "redrive-allow-policy",
  severity: "warning",
  sentence: "A dead-letter queue takes messages of its own queue only.",
  remedy: 'Set its RedriveAllowPolicy to "byQueue" with the ARN of its queue.',
  source: PAGES.deadLetters,
  check: each(
    ({ pairs }) => pairs,
    ({ queue, dead }) => {
      const { allowsSources: sources } = dead;
      if (!isKnown(sources)) return undefined;
      const isList = sources !== undefined && sources !== "all" && sources !== "none";
      if (isList && sources.some((source) => !isKnown(source) || source === queue.key)) return undefined;
      return {
        resource: dead,
        property: "Properties.RedriveAllowPolicy",
        expected: `"byQueue" with ${queue.id}`,
        got: isList ? "other queues only" : (sources ?? "none, which allows all"),
      };
    },
  ),
};
