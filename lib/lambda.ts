// The door "errand/lambda": the handler, joined to SQS.

import { sqsWorld } from "./aws/sqs-world.ts";
import type { Jobs } from "./core/catalog.ts";
import { withFiles } from "./disk/with-files.ts";
import { createHandlerWith, type HandlerOptions, type SqsHandler } from "./lambda/handler.ts";
import { problemsToStandardError } from "./observe/standard-error.ts";

export type { Jobs } from "./core/catalog.ts";
export type { ErrandEvent, Listener } from "./core/events.ts";
export type { HandlerOptions, InvocationContext, SqsHandler } from "./lambda/handler.ts";
export type { SqsBatchResponse, SqsEvent, SqsRecord } from "./lambda/sqs-event.ts";

/**
 * The Lambda function that runs `jobs` from a queue. It answers partial batch responses, so its event source mapping
 * must have `ReportBatchItemFailures`: without it, AWS deletes what failed to settle.
 *
 * @param jobs the module (`import * as jobs from "./jobs.ts"`), object or array that holds the jobs.
 * @param options how many jobs of a batch run at once, and who hears the events.
 * @throws `ErrandError` `no_jobs`, `duplicate_job` or `invalid_option`; when invoked with what isn't an SQS event,
 *   `invalid_event`. A message that can't be read or whose job fails never makes it throw.
 *
 * @example
 * import * as jobs from "../app/jobs.ts";
 * export const handler = createHandler(jobs);
 */
export function createHandler(jobs: Jobs, options: HandlerOptions = {}): SqsHandler {
  return createHandlerWith(jobs, options, { ...withFiles(sqsWorld), onEvent: problemsToStandardError });
}
