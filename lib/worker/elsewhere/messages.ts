// What a worker and its far sides, threads and processes of their own, say to each other: plain data.

import { toErrorRecord } from "../../core/error-record.ts";
import type { ErrandEvent, ErrorRecord } from "../../core/events.ts";
import type { Pull } from "../../core/leash.ts";
import type { LoadFailure } from "../../core/load-failure.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Delivery, Limits } from "../../core/ports.ts";

/** What a far side needs before it can run anything. */
export interface Load {
  /** The URL of the module that exports the jobs. */
  readonly module: string;
  readonly limits: Limits;
  readonly mostHops: number;
}

/** From the worker. */
export type ToFarSide =
  | ({ readonly type: "load" } & Load)
  | { readonly type: "run"; readonly delivery: Delivery; readonly endsAt: number | undefined }
  | { readonly type: "pull"; readonly why: Pull["why"]; readonly error: ErrorRecord };

/** What is left of a run in the place where it was. */
export interface Remains {
  /** Whether a function that was called there has not come back: it was given up, and goes on. */
  readonly isBusy: boolean;
  /** Heap in use and memory outside of it. */
  readonly megabytes: number;
}

/** What is about to end a far side. */
export interface Dying {
  readonly why: string;
  /** The id of the job that this comes from, where that is known: it may have ended before. */
  readonly id: string | undefined;
}

/** From a far side. */
export type FromFarSide =
  | { readonly type: "ready" }
  | ({ readonly type: "unloadable" } & LoadFailure)
  | { readonly type: "event"; readonly event: ErrandEvent }
  | { readonly type: "ended"; readonly outcome: PlainOutcome; readonly remains: Remains }
  /** Nothing may be sent for the message, or nothing could be decided. */
  | { readonly type: "threw"; readonly error: ErrorRecord; readonly remains: Remains }
  | ({ readonly type: "dying" } & Dying);

/**
 * An outcome without its envelope: that is read from the delivery where it is wanted. The job may have put into its
 * arguments what can't travel.
 */
export type PlainOutcome = Plain<Outcome>;
type Plain<Kind> = Kind extends { readonly cause: unknown }
  ? Omit<Kind, "envelope" | "cause"> & { readonly cause: ErrorRecord }
  : Omit<Kind, "envelope">;

export function toPlain(outcome: Outcome): PlainOutcome {
  const { envelope: _, ...rest } = outcome;
  return "cause" in rest ? { ...rest, cause: toErrorRecord(rest.cause) } : rest;
}

export function fromPlain(outcome: PlainOutcome, envelope: Outcome["envelope"]): Outcome {
  const whole = "cause" in outcome ? { ...outcome, cause: toError(outcome.cause) } : outcome;
  return { ...whole, envelope } as Outcome;
}

/** The error that the record is of, as far as it travels. */
export function toError({ name, message, stack }: ErrorRecord): Error {
  return Object.assign(new Error(message), { name, ...(stack !== undefined && { stack }) });
}
