// The program of a function process: loads the jobs, makes the real Lambda handler of them, and invokes it as asked.

import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { sqsWorld } from "../aws/sqs-world.ts";
import { toCatalog } from "../core/catalog.ts";
import { systemClock } from "../core/clock.ts";
import { configure } from "../core/default-client.ts";
import { open } from "../core/enclosed.ts";
import { toErrorRecord } from "../core/error-record.ts";
import type { Listener } from "../core/events.ts";
import { neededTimeout } from "../core/function-timeout.ts";
import { toLoadFailure } from "../core/load-failure.ts";
import { processSettings } from "../core/process-settings.ts";
import { checkScheduleArgs } from "../core/schedule-args.ts";
import { toSchedulePlans } from "../core/schedule-plans.ts";
import { signaturesOf } from "../core/signatures.ts";
import { withFiles } from "../disk/with-files.ts";
import { createHandlerWith, type SqsHandler } from "../lambda/handler.ts";
import type { FromFunction, ToFunction } from "./messages.ts";

const [, , jobsUrl = "", token = ""] = process.argv;

const say = (message: FromFunction): void => void process.send?.([token, message]);

registerHooks({
  resolve(specifier, context, next) {
    // Told before it is looked for: a file that isn't there yet is watched as well.
    const base = context.parentURL ?? jobsUrl;
    if (/^(\.|\/|file:)/.test(specifier)) tell(URL.canParse(specifier, base) ? new URL(specifier, base).href : "");
    return next(specifier, context);
  },
});

function tell(url: string): void {
  if (url.startsWith("file:") && !url.includes("/node_modules/")) say({ type: "loaded", file: fileURLToPath(url) });
}

// A terminal's Ctrl-C reaches the whole process group: the runner decides when this process ends.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());

const onEvent: Listener = (event) => say({ type: "event", event });

try {
  configure({ onEvent }); // what jobs enqueue themselves is told of too
  const jobs: object = await import(jobsUrl);
  const catalog = toCatalog(jobs);
  const handler = createHandlerWith(jobs, {}, { ...withFiles(sqsWorld), onEvent });
  process.on("message", (received: unknown) => {
    const message = open<ToFunction>(received, token);
    if (message !== undefined) void invoke(handler, message);
  });
  await checkScheduleArgs(catalog.values());
  // Keys that can't be had are known now, not when the first batch has failed.
  await signaturesOf(process.env, processSettings(), systemClock)?.check([], catalog);
  const definitions = [...catalog.values()];
  const neededSeconds = neededTimeout(definitions);
  say({ type: "ready", jobs: [...catalog.keys()], schedules: toSchedulePlans(definitions), neededSeconds });
} catch (error) {
  say({ type: "unloadable", ...toLoadFailure(error) });
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
