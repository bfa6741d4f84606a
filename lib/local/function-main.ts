// The program of a function process: loads the jobs, makes the real Lambda handler of them, and invokes it as asked.

import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { sqsWorld } from "../aws/sqs-world.ts";
import { toCatalog } from "../core/catalog.ts";
import { configure } from "../core/default-client.ts";
import { toErrorRecord } from "../core/error-record.ts";
import type { Listener } from "../core/events.ts";
import { createHandlerWith, type SqsHandler } from "../lambda/handler.ts";
import type { FromFunction, ToFunction } from "./messages.ts";

const [, , jobsUrl = ""] = process.argv;

const say = (message: FromFunction): void => void process.send?.(message);

registerHooks({
  load(url, context, next) {
    if (url.startsWith("file:") && !url.includes("/node_modules/")) say({ type: "loaded", file: fileURLToPath(url) });
    return next(url, context);
  },
});

// A terminal's Ctrl-C reaches the whole process group: the runner decides when this process ends.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());

const onEvent: Listener = (event) => say({ type: "event", event });

try {
  configure({ onEvent }); // what jobs enqueue themselves is told of too
  const jobs: object = await import(jobsUrl);
  const handler = createHandlerWith(jobs, {}, { ...sqsWorld, onEvent });
  process.on("message", (message: ToFunction) => void invoke(handler, message));
  say({ type: "ready", jobs: [...toCatalog(jobs).keys()] });
} catch (error) {
  say({ type: "unloadable", error: toErrorRecord(error) });
  process.disconnect?.();
}

async function invoke(handler: SqsHandler, { event, deadlineAt }: ToFunction): Promise<void> {
  try {
    const context = { getRemainingTimeInMillis: () => deadlineAt - Date.now() };
    say({ type: "answered", response: await handler(event as Parameters<SqsHandler>[0], context) });
  } catch (error) {
    say({ type: "threw", error: toErrorRecord(error) });
  }
}
