// What happens, as values: the kernel emits these, and listeners turn them into logs, metrics and traces.

import type { Priority } from "./ports.ts";

/** An error as it is kept and shown: never the error object itself. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** Why a message went to the dead-letter queue. */
export type DeadReason =
  | "malformed"
  | "unsupported_version"
  | "unknown_function"
  | "invalid_args"
  | "attempts_exhausted"
  | "not_retried"
  | "crashed"
  | "too_many_hops"
  | "too_large"
  | "unsigned"
  | "unknown_key"
  | "bad_signature"
  | "payload_missing"
  | "payload_altered"
  | "foreign_bucket"
  | "payload_unavailable";

/** Why a message was sent on without having been run. */
export type PostponedWhy =
  /** It came before its time. */
  | "early"
  /** What is left of the invocation is less than the job's timeout. */
  | "no_time"
  /** No job of its name is here yet: the sender may be newer than the worker. */
  | "unknown_function"
  /** It came back without having been settled, and is to run alone. */
  | "quarantine"
  /** What had it in hand, or ran it, was stopped: it costs no attempt. */
  | "stopped"
  /** It was in hand, and could not start soon. */
  | "no_place"
  /** Its job is not among those that this worker is for. */
  | "other_worker"
  /** Its arguments are stored apart, and could not be read. */
  | "payload_unavailable";

/** What an event is about. */
export interface About {
  /** The job's name; the empty string where the message names none. */
  readonly job: string;
  readonly id: string;
  readonly priority: Priority;
  /** The attempt that this is about, from 1; 0 where none has started. */
  readonly attempt: number;
  /** When it happened, milliseconds since 1970. */
  readonly at: number;
}

/** Everything that Errand tells a listener. */
export type ErrandEvent = About &
  (
    | { readonly type: "job.enqueued"; readonly delaySeconds: number }
    /** Its queue could not be reached: it waits on this machine until it can be (`whenUnavailable`). */
    | { readonly type: "job.spooled"; readonly error: ErrorRecord }
    /** Its queue could not be reached, and it was dropped, as `whenUnavailable` says: it never runs. */
    | { readonly type: "job.dropped"; readonly error: ErrorRecord }
    /** It was taken back before its time, and never runs. */
    | { readonly type: "job.cancelled" }
    /** Its time was changed: now so many seconds from `at`. */
    | { readonly type: "job.rescheduled"; readonly delaySeconds: number }
    /** `waitedSeconds`: from when it was due until now. */
    | { readonly type: "job.started"; readonly waitedSeconds: number }
    | { readonly type: "job.completed"; readonly ranSeconds: number }
    | {
        readonly type: "job.failed";
        readonly ranSeconds: number;
        readonly error: ErrorRecord;
        readonly retryInSeconds: number;
        /** What it was called with: kinds, names and sizes, or what the job's `redact` leaves of the values. */
        readonly args: string;
      }
    | { readonly type: "job.snoozed"; readonly ranSeconds: number; readonly delaySeconds: number }
    | { readonly type: "job.discarded"; readonly ranSeconds: number; readonly why: string }
    /** It was not started, and sent on to come again. */
    | { readonly type: "job.postponed"; readonly delaySeconds: number; readonly why: PostponedWhy }
    /** Its time was over before it could run. */
    | { readonly type: "job.expired"; readonly expiredAt: number }
    | {
        readonly type: "job.dead";
        readonly ranSeconds: number;
        readonly reason: DeadReason;
        readonly error: ErrorRecord;
        /** As of `job.failed`; empty where the message could not be read. */
        readonly args: string;
      }
    /** Its stored arguments could not be deleted when they were no longer needed: the bucket's lifecycle does it. */
    | { readonly type: "payload.left"; readonly error: ErrorRecord }
    /** Its run in quarantine leaves no trace if it is killed: the queue refused to hide it for longer. */
    | { readonly type: "delivery.unguarded"; readonly error: ErrorRecord }
    /** Its next place could not be written, so the message stays in its queue and comes again. */
    | {
        readonly type: "delivery.returned";
        readonly error: ErrorRecord;
        /** What the job itself threw, when it has run and failed. */
        readonly jobError?: ErrorRecord;
      }
  );

/**
 * Hears every event; it is not waited for. What it throws, or its promise rejects with, becomes a process warning:
 * listening must not change what happens to a job.
 */
export type Listener = (event: ErrandEvent) => unknown;
