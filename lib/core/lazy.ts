// Functions whose module is loaded at their first run only.

/** Any function. Its parameters are `never[]`, so that every function is one. */
// biome-ignore lint/suspicious/noExplicitAny: a job's result is whatever its function returns
export type AnyFunction = (...args: never[]) => any;

const LAZY = Symbol.for("errand.lazy");

/** A function not loaded yet. */
export interface Lazy<F extends AnyFunction> {
  readonly [LAZY]: () => Promise<F>;
}

/**
 * A function that is loaded at its job's first run, and keeps its types: where jobs are only enqueued, neither its
 * module nor what that imports is loaded.
 *
 * @param load imports the module and gives its default export, or the function itself. A failed import is a failed
 *   attempt of the job and is tried again at the next.
 *
 * @example
 * export const resizeImage = job("resize-image", lazy(() => import("./resize-image.ts")));
 */
export function lazy<F extends AnyFunction>(load: () => Promise<{ readonly default: F }>): Lazy<F>;
export function lazy<F extends AnyFunction>(load: () => Promise<F>): Lazy<F>;
export function lazy<F extends AnyFunction>(load: () => Promise<F | { readonly default: F }>): Lazy<F> {
  let loaded: Promise<F> | undefined;
  return {
    [LAZY]: () => {
      loaded ??= load()
        .then((found) => (typeof found === "function" ? found : found.default))
        .then(expectFunction);
      return loaded.catch((error: unknown) => {
        loaded = undefined;
        throw error;
      });
    },
  };
}

function expectFunction<F>(found: F): F {
  if (typeof found === "function") return found;
  throw new TypeError(
    `lazy(…) must load a function, got ${typeof found}. Export the job's function as the module's default, ` +
      'or pick it: lazy(() => import("./x.ts").then((module) => module.name)).',
  );
}

export function isLazy(value: unknown): value is Lazy<AnyFunction> {
  return typeof value === "object" && value !== null && LAZY in value;
}

/** What loads the function: `fn` itself, or what `lazy` wraps. */
export function loaderOf(fn: AnyFunction | Lazy<AnyFunction>): () => Promise<AnyFunction> {
  return isLazy(fn) ? fn[LAZY] : async () => fn;
}
