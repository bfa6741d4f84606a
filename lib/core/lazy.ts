// Functions whose module is loaded at their first run only.

/** Any function. Its parameters are `never[]`, so that every function is one. */
// biome-ignore lint/suspicious/noExplicitAny: a job's result is whatever its function returns
export type AnyFunction = (...args: never[]) => any;

const LAZY = Symbol.for("errand.lazy");

/** A function not loaded yet. */
export interface Lazy<F extends AnyFunction> {
  readonly [LAZY]: () => Promise<F>;
}

/** What `lazy` may load: a module with the function as its default, or the function itself. */
type Loadable = AnyFunction | { readonly default: AnyFunction };

type FunctionOf<Loaded> = Loaded extends AnyFunction
  ? Loaded
  : Loaded extends { readonly default: infer F extends AnyFunction }
    ? F
    : never;

/**
 * A function that is loaded at its job's first run, and keeps its types: where jobs are only enqueued, neither its
 * module nor what that imports is loaded.
 *
 * @param load imports the module and gives its default export, or the function itself. A failed import is a failed
 *   attempt of the job and is tried again at the next; but a module that threw while it was evaluated stays failed in
 *   that process, for Node remembers it.
 *
 * @example
 * export const resizeImage = job("resize-image", lazy(() => import("./resize-image.ts")));
 */
export function lazy<Loaded extends Loadable>(load: () => Promise<Loaded>): Lazy<FunctionOf<Loaded>> {
  type F = FunctionOf<Loaded>;
  let loaded: Promise<F> | undefined;
  const find = async (): Promise<F> => {
    const found = await load();
    const fn: unknown = typeof found === "function" ? found : found.default;
    if (typeof fn !== "function") throw (await import("./refusals.ts")).noFunction(fn);
    return fn as F;
  };
  return {
    [LAZY]: () => {
      loaded ??= find();
      return loaded.catch((error: unknown) => {
        loaded = undefined;
        throw error;
      });
    },
  };
}

export function isLazy(value: unknown): value is Lazy<AnyFunction> {
  return typeof value === "object" && value !== null && LAZY in value;
}

/** What loads the function: `fn` itself, or what `lazy` wraps. */
export function loaderOf(fn: AnyFunction | Lazy<AnyFunction>): () => Promise<AnyFunction> {
  return isLazy(fn) ? fn[LAZY] : async () => fn;
}
