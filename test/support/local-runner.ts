// A local runner for tests: it is sent what any client sends, all that it tells can be waited for, it ends with the test.

import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { ErrandEvent, LocalOptions } from "errand/local";
import type { TestContext } from "vitest";
import { systemClock } from "../../lib/core/clock.ts";
import type { Clock } from "../../lib/core/ports.ts";
import { startLocalWith } from "../../lib/local/start-local.ts";
import { createSightings } from "./waiting.ts";

type Call = readonly [job: string, ...args: unknown[]];

export function startRunner({ onTestFinished }: TestContext, options: LocalOptions, clock: Clock = systemClock) {
  const output = createSightings<string>();
  const notices = createSightings<string>();
  const events = createSightings<ErrandEvent>();
  const listeners = { onOutput: output.add, onNotice: notices.add, onEvent: events.add };
  const starting = startLocalWith({ ...listeners, ...options }, clock);
  onTestFinished(() =>
    starting.then(
      (runner) => runner.stop(0),
      () => {},
    ),
  );
  const ready = async () => {
    const runner = await starting;
    return { runner, send: toSend(runner.endpoint, runner.environment) };
  };
  return { starting, ready, output, notices, events };
}

/** Sends calls to the low queue, all in one batch. */
function toSend(endpoint: string, environment: Readonly<Record<string, string>>) {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const sqs = new SQSClient({ endpoint, region: "us-east-1", credentials });
  const QueueUrl = environment["ERRAND_LOW_QUEUE_URL"];
  return async (...calls: readonly Call[]): Promise<void> => {
    const Entries = calls.map(([name, ...args], index) => ({
      Id: String(index),
      MessageBody: JSON.stringify({ function: name, args }),
    }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  };
}
