// What a runtime needs to know of a job, checked where the job is made.

import type { RetryPolicy } from "./backoff.ts";
import { type Duration, TEN_YEARS_SECONDS, toSeconds } from "./duration.ts";
import { ErrandError, show } from "./errors.ts";
import { type AnyFunction, isLazy, type Lazy, loaderOf } from "./lazy.ts";
import { expectKnownKeys, expectOneOf, expectPriority, refuse } from "./options.ts";
import type { Priority } from "./ports.ts";
import { expectPaths } from "./redact-paths.ts";
import { type RetryOptions, toRetryPolicy } from "./retry-options.ts";
import { isSchedule, runsOnce, type Schedule } from "./schedule-mark.ts";
import { type ArgsSchema, expectSchema } from "./schema.ts";

/** What a job may be told at its definition. */
export interface JobOptions<Args extends readonly unknown[] = readonly unknown[]> {
  /** Which queue it goes to: `"high"` or `"low"`; default `"low"`. */
  readonly priority?: Priority;
  /** How a failed job is tried again; default 8 attempts, 10 seconds to 1 hour apart. */
  readonly retry?: RetryOptions;
  /**
   * How long one run may take: 1 second to 12 hours; default: as long as what runs it. Then `current().signal` aborts, and
   * a run that goes on is given up soon after, as failed. A run is not started where less time is left.
   */
  readonly timeout?: Duration;
  /**
   * Whether a long-running worker (`errand/worker`) runs it in a thread of its own, so that a long computation does not hold up the
   * others; default `false`. Elsewhere it changes nothing: in Lambda and in the other modes it runs as any job.
   */
  readonly thread?: boolean;
  /**
   * Whether its arguments are compressed (gzip) where that makes the message smaller; default `false`. It pays for text of many kilobytes:
   * SQS bills by 64 KiB.
   */
  readonly compress?: boolean;
  /** How long from when it is due it may still run: 1 second to 10 years; default: for ever. Then it has expired. */
  readonly expiresIn?: Duration;
  /**
   * When it runs again and again: what `cron` or `rate` returns, or a list of such; default never. Kept and fired by `errand dev`
   * and the harness; `JobQueues` of `errand/cdk` deploys it to AWS, where `job.schedule` makes others from code.
   */
  readonly schedule?: Schedule<Args> | readonly Schedule<Args>[];
  /**
   * Has events and logs of failures tell the arguments, but for what stands at these paths: `"args[0].password"`,
   * `"args[*].token"`; `[]` keeps nothing back. Default: kinds, names and sizes only.
   */
  readonly redact?: readonly string[];
}

/** The options with a schema: any Standard Schema (zod, valibot, arktype …) of the whole list of arguments. */
export interface JobOptionsWithSchema<Schema extends ArgsSchema, Args extends readonly unknown[] = readonly unknown[]>
  extends JobOptions<Args> {
  /** Checked where the job is enqueued and again where it runs; the function gets the schema's output. */
  readonly args: Schema;
}

export interface JobDefinition {
  readonly name: string;
  readonly priority: Priority;
  readonly retry: RetryPolicy;
  readonly timeoutSeconds: number | undefined;
  readonly expiresInSeconds: number | undefined;
  readonly redact: readonly string[] | undefined;
  readonly schema: ArgsSchema | undefined;
  readonly schedules: readonly Schedule[];
  readonly thread: boolean;
  readonly compress: boolean;
  load(): Promise<AnyFunction>;
}

/** As long as SQS hides a message that was received. */
const LONGEST_RUN_SECONDS = 43_200;

// Known across copies of the package: the command line's and the application's may be two.
const DEFINITION = Symbol.for("errand.definition");

/** @throws `ErrandError` `invalid_name` or `invalid_option`. */
export function toDefinition(
  name: string,
  fn: AnyFunction | Lazy<AnyFunction>,
  options: JobOptions & { readonly args?: ArgsSchema },
): JobDefinition {
  if (typeof name !== "string" || !/^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}$/.test(name)) {
    throw new ErrandError(
      "invalid_name",
      "A job's name must be 1 to 128 letters, digits, -, _, ., : or /, beginning with a letter or digit, " +
        `got ${show(name)}. Choose a plain name such as "send-welcome".`,
    );
  }
  const where = `Job "${name}"`;
  if (typeof fn !== "function" && !isLazy(fn)) {
    const advice = 'Give the function, or lazy(() => import("./module.ts")).';
    throw refuse(`${where}: its second argument`, "a function or lazy(…)", fn, advice);
  }
  expectKnownKeys(
    options,
    ["priority", "retry", "timeout", "thread", "compress", "expiresIn", "redact", "schedule", "args"],
    `${where}: options`,
  );
  const {
    priority = "low",
    retry = {},
    thread = false,
    compress = false,
    redact,
    schedule = [],
    args: schema,
  } = options;
  expectPriority(priority, where);
  expectOneOf([true, false], thread, `${where}: "thread"`);
  expectOneOf([true, false], compress, `${where}: "compress"`);
  if (schema !== undefined) expectSchema(schema, where);
  const seconds = (key: "timeout" | "expiresIn", max: number): number | undefined =>
    options[key] === undefined
      ? undefined
      : toSeconds(options[key], { what: `${where}: "${key}"`, min: 1, max, hint: "For no bound, leave it out." });
  return {
    name,
    priority,
    retry: toRetryPolicy(retry, where),
    timeoutSeconds: seconds("timeout", LONGEST_RUN_SECONDS),
    expiresInSeconds: seconds("expiresIn", TEN_YEARS_SECONDS),
    redact: redact && expectPaths(redact, where),
    schema,
    thread,
    compress,
    schedules: [schedule].flat().map((one) => expectSchedule(one, where)),
    load: loaderOf(fn),
  };
}

function expectSchedule(schedule: unknown, where: string): Schedule {
  if (isSchedule(schedule) && !runsOnce(schedule)) return schedule;
  const got = isSchedule(schedule) ? schedule.expression : schedule;
  throw refuse(
    `${where}: "schedule"`,
    "what cron(…) or rate(…) returns, or a list of such",
    got,
    "What runs once is enqueued.",
  );
}

/** Marks a job's function with its definition. */
export function withDefinition<F extends AnyFunction>(call: F, definition: JobDefinition): F {
  return Object.assign(call, { [DEFINITION]: definition });
}

/** The definition of a job; `undefined` for anything else. */
export function definitionOf(value: unknown): JobDefinition | undefined {
  if (typeof value !== "function" || !(DEFINITION in value)) return undefined;
  return value[DEFINITION] as JobDefinition;
}
