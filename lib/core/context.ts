// What an application carries from `.enqueue` to the run: taken there, put back around the function here.

import { ErrandError } from "./errors.ts";
import { findNonJson, type JsonProblem } from "./json.ts";

/** How an application's own context travels with its jobs: its tenant, user, locale, or the request that a job came from. */
export interface ContextOptions {
  /**
   * Called at each `.enqueue`; what it returns travels with the job: JSON of at most 4,096 bytes, or `undefined` for nothing. Not
   * asynchronous.
   */
  readonly capture?: (() => unknown) | undefined;
  /**
   * Called around each run of a job that has a context, with what `capture` returned there: it must call `run`, and return what that
   * returns. An `AsyncLocalStorage` does it: `(context: Tenant, run) => storage.run(context, run)`.
   */
  // What it takes is for the application to say: whatever type it names fits `never`.
  readonly restore?: ((context: never, run: () => Promise<unknown>) => unknown) | undefined;
}

/** The most that travels, in bytes: with every message it is paid for, and read by every worker. */
export const MOST_CONTEXT_BYTES = 4096;

/** What `capture` gave, as JSON, or what is wrong with it. */
export type Captured =
  | { readonly ok: true; readonly text: string | undefined }
  | { readonly ok: false; readonly thrown?: unknown; readonly problem?: JsonProblem; readonly bytes?: number };

/** Taken at once: what the application changes afterwards does not travel. */
export function capture(take: ContextOptions["capture"]): Captured {
  if (take === undefined) return { ok: true, text: undefined };
  try {
    const context = take();
    if (context === undefined) return { ok: true, text: undefined };
    const problem = findNonJson(context);
    if (problem !== undefined) return { ok: false, problem };
    const text = JSON.stringify(context);
    const bytes = Buffer.byteLength(text);
    return bytes > MOST_CONTEXT_BYTES ? { ok: false, bytes } : { ok: true, text };
  } catch (thrown) {
    return { ok: false, thrown };
  }
}

export type Restore = (context: unknown, run: () => Promise<unknown>) => unknown;

/** Runs within the restored context, once, whatever `restore` does; ends when the run has. */
export async function within(restore: Restore, context: unknown, run: () => Promise<unknown>): Promise<unknown> {
  let running: Promise<unknown> | undefined;
  let isOver = false;
  const runOnce = (): Promise<unknown> => {
    // Its attempt has failed by then, and may be made again elsewhere.
    if (running === undefined && isOver) return Promise.reject(notCalled());
    if (running === undefined) {
      running = run();
      running.catch(() => {}); // it is awaited below, once `restore` is done: until then nobody may have heard it
    }
    return running;
  };
  try {
    await restore(context, runOnce);
  } catch (error) {
    await running; // what the job itself threw tells more
    throw error;
  } finally {
    isOver = true;
  }
  if (running !== undefined) return running;
  throw notCalled();
}

function notCalled(): ErrandError {
  return new ErrandError(
    "invalid_context",
    "configure({ context: { restore } }) must call the function that it is given before it returns, but did not, so the job was not run. " +
      "Write restore: (context, run) => storage.run(context, run).",
  );
}
