// AWS itself, with the credentials and the region that the SDK finds. It costs money, little: it must be asked for.

import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { StartPeer } from "../peer.ts";
import { toRealTime } from "../time.ts";

/** Counters may lag by a minute, and schedules fire within their minute. */
const PATIENCE_SECONDS = 75;
const SLACK_SECONDS = 1.5;

export const startAws: StartPeer = async () => {
  const roleArn = process.env["ERRAND_TEST_AWS_ROLE_ARN"];
  if (roleArn === undefined) {
    const expected =
      "Expected the ARN of a role that EventBridge Scheduler may assume and that may send to SQS, got none";
    throw new Error(`ERRAND_TEST_AWS_ROLE_ARN is not set. ${expected}. Make one, and set the variable to its ARN.`);
  }
  const sqs = new SQSClient({});
  const scheduler = new SchedulerClient({});
  const access = { sqs, scheduler, time: toRealTime(SLACK_SECONDS, PATIENCE_SECONDS), roleArn };
  return {
    name: "aws",
    version: new Date().toISOString().slice(0, 10),
    enter: () => access,
    async stop() {
      sqs.destroy();
      scheduler.destroy();
    },
  };
};
