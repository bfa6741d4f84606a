// A stack with queues and workers, for what watches them.

import { App, Stack, type StackProps } from "aws-cdk-lib";
import { Architecture, Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import type { Watched } from "../../lib/cdk/watched.ts";

export interface WatchedStackOptions {
  readonly shared?: boolean;
  readonly fifo?: boolean;
  readonly timeoutSeconds?: number;
  readonly env?: StackProps["env"];
}

export function createWatchedStack(options: WatchedStackOptions = {}): {
  readonly stack: Stack;
  readonly watched: Watched;
} {
  const { shared = true, fifo = false, timeoutSeconds = 60, env } = options;
  const stack = new Stack(new App(), "Test", env === undefined ? {} : { env });
  const fn = (id: string) =>
    new LambdaFunction(stack, id, {
      runtime: Runtime.NODEJS_22_X,
      architecture: Architecture.ARM_64,
      handler: "index.handler",
      code: Code.fromInline("exports.handler = async () => {}"),
    });
  const queueOf = (id: string) => new Queue(stack, id, fifo ? { fifo } : {});
  const high = fn("HighFunction");
  const sizes = { timeoutSeconds, memoryMegabytes: 512 };
  const watched: Watched = {
    longestJobTimeoutSeconds: 0,
    queues: [
      { priority: "high", queue: queueOf("High"), deadLetterQueue: queueOf("HighDead") },
      { priority: "low", queue: queueOf("Low"), deadLetterQueue: queueOf("LowDead") },
    ],
    workers: [
      { priority: "high", fn: high, ...sizes },
      { priority: "low", fn: shared ? high : fn("LowFunction"), ...sizes },
    ],
  };
  return { stack, watched };
}
