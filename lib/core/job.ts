// Jobs: a function that can still be called, and can also be enqueued by its name.

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { defaultClient } from "./default-client.ts";
import {
  type JobDefinition,
  type JobOptions,
  type JobOptionsWithSchema,
  toDefinition,
  withDefinition,
} from "./definition.ts";
import type { EnqueueOptions, Enqueuer } from "./enqueuer.ts";
import { type AnyFunction, isLazy, type Lazy } from "./lazy.ts";
import type { ArgsSchema } from "./schema.ts";

/** A job: the function itself, and the ways to post it. */
export type Job<Call extends AnyFunction> = Call & Enqueuer<Parameters<Call>>;

/** A list of arguments as a function takes it: a schema may well give a readonly one. */
type ArgsOf<List> = List extends readonly [...infer Args] ? Args : never;
type Awaitable<F extends AnyFunction> = (...args: Parameters<F>) => Promise<Awaited<ReturnType<F>>>;
type Checked<Schema extends ArgsSchema, Result> = (
  ...args: ArgsOf<StandardSchemaV1.InferInput<Schema>>
) => Promise<Awaited<Result>>;
type Taking<Schema extends ArgsSchema, Result> = (...args: ArgsOf<StandardSchemaV1.InferOutput<Schema>>) => Result;

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
  options: JobOptionsWithSchema<Schema, Readonly<ArgsOf<StandardSchemaV1.InferInput<Schema>>>>,
): Job<Checked<Schema, Result>>;
export function job<F extends AnyFunction>(
  name: string,
  fn: Lazy<F>,
  options?: JobOptions<Readonly<Parameters<NoInfer<F>>>> & { readonly args?: never },
): Job<Awaitable<F>>;
export function job<F extends AnyFunction>(
  name: string,
  fn: F,
  options?: JobOptions<Readonly<Parameters<NoInfer<F>>>> & { readonly args?: never },
): Job<F>;
export function job(
  name: string,
  fn: AnyFunction | Lazy<AnyFunction>,
  options: JobOptions & { readonly args?: ArgsSchema } = {},
): unknown {
  const definition = toDefinition(name, fn, options);
  const call = withDefinition(callable(definition, fn), definition);
  Object.defineProperty(call, "name", { value: name });
  return Object.assign(call, enqueuer(call as unknown as Enqueuer<never[]>));
}

/** The direct call. With a schema it goes through the schema too: the function must get the same as in the queue. */
function callable(definition: JobDefinition, fn: AnyFunction | Lazy<AnyFunction>): AnyFunction {
  if (definition.schema === undefined && !isLazy(fn)) {
    return function (this: unknown, ...args: never[]) {
      return fn.apply(this, args);
    };
  }
  return async (...args: never[]) => {
    const { expectArgs } = await import("./parse-args.ts");
    const parsed = await expectArgs(definition.schema, args, `Job "${definition.name}"`);
    return (await definition.load())(...(parsed as never[]));
  };
}

function enqueuer(self: Enqueuer<never[]>, options?: EnqueueOptions): Enqueuer<never[]> {
  return {
    enqueue: (...args) => defaultClient().enqueue(self, args, options),
    prepare: (...args) => defaultClient().prepare(self, args, options),
    enqueueMany: (list) => defaultClient().enqueueMany(self, list, options),
    // What is no object is kept as it is, to be refused as that.
    with: (more) => enqueuer(self, typeof more === "object" ? { ...options, ...more } : more),
    byId: (id) => defaultClient().byId(self, id),
    schedule: (id, schedule, ...args) => defaultClient().schedule(self, id, schedule, args, options),
    unschedule: (id) => defaultClient().unschedule(self, id),
    schedules: () => defaultClient().schedules(self),
  };
}
