// One delivery from its text to its outcome: open, find, check, run, decide. It sends and acknowledges nothing.

import { toErrorRecord } from "./error-record.ts";
import type { Kernel } from "./kernel.ts";
import { open } from "./open.ts";
import { decide, type Outcome, refuse } from "./outcome.ts";
import type { Delivery } from "./ports.ts";
import { dueAt, secondsUntilDue } from "./post.ts";
import { runJob } from "./run.ts";
import { parseArgs } from "./schema.ts";

/** @param deadlineAt when the runtime is stopped, milliseconds since 1970; `undefined` where nothing stops it. */
export async function execute(delivery: Delivery, kernel: Kernel, deadlineAt?: number): Promise<Outcome> {
  const { clock } = kernel;
  const arrivedAt = clock.now();

  const opened = open(delivery);
  if (!opened.ok) return refuse(opened.reason, opened.message, delivery, arrivedAt);
  const { envelope } = opened;

  const delaySeconds = secondsUntilDue(envelope, arrivedAt);
  if (delaySeconds > 0) return { kind: "postponed", envelope, delaySeconds };

  const definition = kernel.catalog.get(envelope.function);
  if (definition === undefined) {
    const message =
      `No job is called "${envelope.function}" here. Either its name has changed, and the new job must keep the old ` +
      "one until no message asks for it; or the worker is older than the sender, and must be deployed.";
    return refuse("unknown_function", message, delivery, arrivedAt, envelope);
  }

  const parsed = await parseArgs(definition.schema, envelope.args).catch(toProblem);
  if (!parsed.ok)
    return refuse("invalid_args", `Job "${definition.name}": ${parsed.message}`, delivery, clock.now(), envelope);

  const { function: job, id, attempt } = envelope;
  const startedAt = clock.now();
  const waitedSeconds = Math.max(0, startedAt - dueAt(envelope)) / 1000;
  kernel.emit({ type: "job.started", job, id, attempt, priority: delivery.priority, at: startedAt, waitedSeconds });
  const run = await runJob(definition, envelope, parsed.args, clock, deadlineAt);

  return decide(run, { definition, envelope, delivery, now: clock.now(), random: kernel.random() });
}

/** A schema that itself throws has not accepted the arguments. */
function toProblem(error: unknown) {
  return {
    ok: false,
    message: `its schema threw while checking the arguments: ${toErrorRecord(error).message}.`,
  } as const;
}
