// One delivery from its text to its outcome: open, find, check, run, decide. It sends and acknowledges nothing.

import type { Kernel } from "./kernel.ts";
import { open } from "./open.ts";
import { decide, type Outcome, refuse } from "./outcome.ts";
import { parseArgs } from "./parse-args.ts";
import type { Delivery } from "./ports.ts";
import { dueAt, secondsUntilDue } from "./post.ts";
import { runJob } from "./run.ts";

/** @param deadlineAt when the runtime is stopped, milliseconds since 1970; `undefined` where nothing stops it. */
export async function execute(delivery: Delivery, kernel: Kernel, deadlineAt?: number): Promise<Outcome> {
  const { clock, limits } = kernel;
  const now = clock.now();

  const opened = open(delivery);
  if (!opened.ok) return refuse(opened.reason, opened.message, { delivery, now, limits });
  const { envelope } = opened;

  const delaySeconds = secondsUntilDue(envelope, now);
  if (delaySeconds > 0) return { kind: "postponed", envelope, delaySeconds };

  const definition = kernel.catalog.get(envelope.function);
  if (definition === undefined) {
    const message =
      `No job is called "${envelope.function}" here. Either its name has changed, and the new job must keep the old ` +
      "one until no message asks for it; or the worker is older than the sender, and must be deployed.";
    return refuse("unknown_function", message, { delivery, now, limits, envelope });
  }

  const circumstances = { definition, envelope, delivery, limits };
  const parsed = await parseArgs(definition.schema, envelope.args).catch(toFailure);
  if ("thrown" in parsed) return decide(parsed, { ...circumstances, now: clock.now(), random: kernel.random() });
  if (!parsed.ok) {
    const message = `Job "${definition.name}": ${parsed.message}`;
    return refuse("invalid_args", message, { delivery, now, limits, envelope });
  }

  const { function: job, id, attempt } = envelope;
  const startedAt = clock.now();
  const waitedSeconds = Math.max(0, startedAt - dueAt(envelope)) / 1000;
  kernel.emit({ type: "job.started", job, id, attempt, priority: delivery.priority, at: startedAt, waitedSeconds });
  const run = await runJob(definition, envelope, parsed.args, clock, deadlineAt);

  return decide(run, { ...circumstances, now: clock.now(), random: kernel.random() });
}

/** A schema that throws has not refused the arguments: it may have asked a service that was away. The attempt failed. */
function toFailure(thrown: unknown) {
  return { ok: false, thrown, ranSeconds: 0 } as const;
}
