// By what a thread or a process knows that it is the far side of a worker.

/** The key of a thread's data, and the first argument of a process. */
export const FAR_SIDE = "errand-far-side";

// Known across copies of the package: the jobs' own may be another.
const INSIDE = Symbol.for("errand.far-side");

export function markAsFarSide(): void {
  (globalThis as { [INSIDE]?: true })[INSIDE] = true;
}

export function isFarSide(): boolean {
  return INSIDE in globalThis;
}
