// What holds for the queues and their dead-letter queues alike.

import { MAXIMUM_MESSAGE_BYTES } from "../../core/topology.ts";
import type { Queue } from "../deployment.ts";
import { PAGES } from "../pages.ts";
import type { Patient } from "../patient.ts";
import { each, known, type Rule } from "../rule.ts";

export const queueEncryption: Rule = {
  name: "queue-encryption",
  severity: "warning",
  sentence: "A queue is encrypted.",
  remedy: "Leave SqsManagedSseEnabled out or set it to true, or give a KmsMasterKeyId.",
  source: PAGES.encryption,
  check: each(both, (queue) =>
    queue.encrypted === false
      ? {
          resource: queue,
          property: "Properties.SqsManagedSseEnabled",
          expected: "true, or a KMS key",
          got: "false",
          because: "Arguments of jobs lie in it as they are.",
        }
      : undefined,
  ),
};

export const queueTls: Rule = {
  name: "queue-tls",
  severity: "warning",
  sentence: "A queue's policy refuses requests without TLS.",
  remedy: 'Add a policy that denies sqs:* to all where aws:SecureTransport is "false" (in the CDK: enforceSSL).',
  source: PAGES.security,
  check: each(both, (queue) =>
    queue.requiresTls === false
      ? {
          resource: queue,
          property: "its policy (AWS::SQS::QueuePolicy)",
          expected: 'a denial where aws:SecureTransport is "false"',
          got: "none",
        }
      : undefined,
  ),
};

export const maximumMessageSize: Rule = {
  name: "maximum-message-size",
  severity: "warning",
  sentence: "A queue takes messages of up to 1 MiB.",
  remedy: "Leave MaximumMessageSize out, or set it to 1048576.",
  source: PAGES.attributes,
  check: each(both, (queue) =>
    known(queue.maximumMessageBytes, (bytes) => bytes < MAXIMUM_MESSAGE_BYTES)
      ? {
          resource: queue,
          property: "Properties.MaximumMessageSize",
          expected: String(MAXIMUM_MESSAGE_BYTES),
          got: String(queue.maximumMessageBytes),
          because: "A retry is longer than its first message: it tells what failed, and would be refused.",
        }
      : undefined,
  ),
};

export const queueDelay: Rule = {
  name: "queue-delay",
  severity: "warning",
  sentence: "A queue does not delay its messages.",
  remedy: "Leave DelaySeconds out: a job's own delay is an option of its enqueueing.",
  source: PAGES.attributes,
  check: each(both, (queue) =>
    known(queue.delaySeconds, (seconds) => seconds > 0)
      ? {
          resource: queue,
          property: "Properties.DelaySeconds",
          expected: "0",
          got: String(queue.delaySeconds),
          because: "Every job and every dead letter that says no delay of its own waits so long.",
        }
      : undefined,
  ),
};

function both({ queues, deadQueues }: Patient): readonly Queue[] {
  return [...queues, ...deadQueues];
}
