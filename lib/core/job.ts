// Jobs: a function that can still be called, and can also be enqueued by its name.

import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { RetryPolicy } from "./backoff.ts";
import type { EnqueueOptions, Receipt } from "./client.ts";
import { defaultClient } from "./default-client.ts";
import { ErrandError, show } from "./errors.ts";
import { type AnyFunction, isLazy, type Lazy, loaderOf } from "./lazy.ts";
import { expectKnownKeys, expectPriority } from "./options.ts";
import type { Priority } from "./ports.ts";
import { type RetryOptions, toRetryPolicy } from "./retry-options.ts";
import { type ArgsSchema, parseArgs } from "./schema.ts";

/** What a job may be told at its definition. */
export interface JobOptions {
  /** Which queue it goes to: `"high"` or `"low"`; default `"low"`. */
  readonly priority?: Priority;
  /** How a failed job is tried again; default 8 attempts, 10 seconds to 1 hour apart. */
  readonly retry?: RetryOptions;
}

/** The options with a schema: any Standard Schema (zod, valibot, arktype …) of the whole list of arguments. */
export interface JobOptionsWithSchema<Schema extends ArgsSchema> extends JobOptions {
  /** Checked where the job is enqueued and again where it runs; the function gets the schema's output. */
  readonly args: Schema;
}

/** Posts a job, with the options chosen so far. */
export interface Enqueuer<Args extends readonly unknown[]> {
  /**
   * Posts the job with these arguments. Once it resolves, the job is accepted and will not be lost.
   *
   * @returns the receipt, with the job's id.
   * @throws `ErrandError` `invalid_args`, `args_too_large`, `not_configured` or `enqueue_failed`. In mode `inline`, what
   *   the job itself throws.
   */
  enqueue(...args: Args): Promise<Receipt>;
  /**
   * Posts the job once for each list of arguments, in as few requests as that takes.
   *
   * @returns the receipts, in the order given.
   * @throws as `enqueue`, before anything is sent; `EnqueueManyError`, which tells entry by entry, when only some were
   *   accepted.
   */
  enqueueMany(list: Iterable<Args>): Promise<readonly Receipt[]>;
  /** The same job with other options for what is enqueued through it: `delay`, `priority`. */
  with(options: EnqueueOptions): Enqueuer<Args>;
}

/** A job: the function itself, and the ways to post it. */
export type Job<Call extends AnyFunction> = Call & Enqueuer<Parameters<Call>>;

/** What a runtime needs to know of a job. */
export interface JobDefinition {
  readonly name: string;
  readonly priority: Priority;
  readonly retry: RetryPolicy;
  readonly schema: ArgsSchema | undefined;
  load(): Promise<AnyFunction>;
}

type Awaitable<F extends AnyFunction> = (...args: Parameters<F>) => Promise<Awaited<ReturnType<F>>>;
type Checked<Schema extends ArgsSchema, Result> = (
  ...args: Extract<StandardSchemaV1.InferInput<Schema>, unknown[]>
) => Promise<Awaited<Result>>;
type Taking<Schema extends ArgsSchema, Result> = (
  ...args: Extract<StandardSchemaV1.InferOutput<Schema>, unknown[]>
) => Result;

const DEFINITION = Symbol.for("errand.definition");

/**
 * Makes a function a job. It stays a function that you can call; `.enqueue` posts its name and arguments instead.
 *
 * @param name what stands in the message: 1 to 128 letters, digits, `-`, `_`, `.`, `:` or `/`, beginning with a letter
 *   or digit. Messages under way find their function by it, so keep it when you rename the function.
 * @param fn the function, or `lazy(() => import("./module.ts"))`. Its arguments must be JSON to be enqueued.
 * @param options priority, retries, and a schema of the arguments.
 * @throws `ErrandError` `invalid_name` or `invalid_option`.
 *
 * @example
 * export const sendWelcome = job("send-welcome", async (email: string) => { … }, { priority: "high" });
 * await sendWelcome("ann@example.org"); // call it: here, now
 * await sendWelcome.enqueue("ann@example.org"); // post it
 */
export function job<Schema extends ArgsSchema, Result>(
  name: string,
  fn: Taking<Schema, Result> | Lazy<Taking<Schema, Result>>,
  options: JobOptionsWithSchema<Schema>,
): Job<Checked<Schema, Result>>;
export function job<F extends AnyFunction>(
  name: string,
  fn: Lazy<F>,
  options?: JobOptions & { readonly args?: never },
): Job<Awaitable<F>>;
export function job<F extends AnyFunction>(
  name: string,
  fn: F,
  options?: JobOptions & { readonly args?: never },
): Job<F>;
export function job(
  name: string,
  fn: AnyFunction | Lazy<AnyFunction>,
  options: JobOptions & { readonly args?: ArgsSchema } = {},
): unknown {
  const definition = define(name, fn, options);
  const call = callable(definition, fn);
  Object.defineProperty(call, "name", { value: name });
  return Object.assign(
    call,
    { [DEFINITION]: definition },
    enqueuer(() => call as unknown as Enqueuer<never[]>, {}),
  );
}

/** The definition of a job; `undefined` for anything else. */
export function definitionOf(value: unknown): JobDefinition | undefined {
  if (typeof value !== "function" || !(DEFINITION in value)) return undefined;
  return value[DEFINITION] as JobDefinition;
}

function define(name: string, fn: unknown, options: JobOptions & { readonly args?: ArgsSchema }): JobDefinition {
  if (typeof name !== "string" || !/^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}$/.test(name)) {
    throw new ErrandError(
      "invalid_name",
      "A job's name must be 1 to 128 letters, digits, -, _, ., : or /, beginning with a letter or digit, " +
        `got ${show(name)}. Choose a plain name such as "send-welcome".`,
    );
  }
  const where = `Job "${name}"`;
  if (typeof fn !== "function" && !isLazy(fn)) {
    throw new ErrandError(
      "invalid_option",
      `${where}: its second argument must be a function or lazy(…), got ${show(fn)}.` +
        ' Give the function itself, or lazy(() => import("./module.ts")).',
    );
  }
  expectKnownKeys(options, ["priority", "retry", "args"], `${where}: options`);
  if (options.retry !== undefined) {
    expectKnownKeys(options.retry, ["attempts", "min", "max"], `${where}: options.retry`);
  }
  const priority = options.priority ?? "low";
  expectPriority(priority, where);
  if (options.args !== undefined && typeof options.args["~standard"]?.validate !== "function") {
    throw new ErrandError(
      "invalid_option",
      `${where}: "args" must be a Standard Schema (zod, valibot, arktype …), got ${show(options.args)}.` +
        " Give a schema of the list of arguments, such as z.tuple([z.string()]).",
    );
  }
  return {
    name,
    priority,
    retry: toRetryPolicy(options.retry ?? {}, where),
    schema: options.args,
    load: loaderOf(fn as AnyFunction | Lazy<AnyFunction>),
  };
}

/** The direct call. With a schema it goes through the schema too: the function must get the same as in the queue. */
function callable(definition: JobDefinition, fn: AnyFunction | Lazy<AnyFunction>): AnyFunction {
  if (definition.schema === undefined && !isLazy(fn)) {
    return function (this: unknown, ...args: never[]) {
      return fn.apply(this, args);
    };
  }
  return async (...args: never[]) => {
    const parsed = await parseArgs(definition, args);
    if (!parsed.ok) throw new ErrandError("invalid_args", `Job "${definition.name}": ${parsed.message}`);
    const load = await definition.load();
    return load(...(parsed.args as never[]));
  };
}

function enqueuer(self: () => Enqueuer<never[]>, options: EnqueueOptions): Enqueuer<never[]> {
  return {
    enqueue: (...args) => defaultClient().enqueue(self(), args, options),
    enqueueMany: (list) => defaultClient().enqueueMany(self(), list, options),
    with: (more) => enqueuer(self, { ...options, ...more }),
  };
}
