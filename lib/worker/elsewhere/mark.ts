// By what a thread or a process knows that it is the far side of a worker, and what loads jobs for one that it must not be a worker itself.

import { ErrandError } from "../../core/errors.ts";

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

/** Loads the jobs of a worker, which must not be workers themselves. */
export async function loadingJobs<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  markAsFarSide();
  try {
    return await load();
  } finally {
    delete (globalThis as { [INSIDE]?: true })[INSIDE];
  }
}

export function startsWorker(): ErrandError {
  return new ErrandError(
    "invalid_option",
    "A worker's module of jobs must export them and start nothing, but it starts a worker itself. Put the jobs into a file of their own, " +
      "or run that file as a program of its own.",
  );
}
