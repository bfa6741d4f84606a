// Every error that Errand throws: one class with a code to recognise it by, and a message that says what to do.

/** What went wrong. `docs/errors.md` has a heading for each. */
export type ErrandErrorCode =
  | "invalid_name"
  | "invalid_option"
  | "invalid_args"
  | "args_too_large"
  | "duplicate_job"
  | "no_jobs"
  | "not_configured"
  | "invalid_context"
  | "invalid_keys"
  | "enqueue_failed"
  | "queue_unavailable"
  | "queue_full"
  | "client_full"
  | "store_failed"
  | "spool_full"
  | "spool_failed"
  | "schedule_failed"
  | "cannot_cancel"
  | "inspect_failed"
  | "drain_timeout"
  | "invalid_event"
  | "invalid_entry"
  | "receive_failed"
  | "local_failed"
  | "doctor_failed"
  | "harness_failed";

/**
 * The error that Errand throws, at a definition, at `.enqueue` or at a host's start.
 *
 * Recognise it by `code` (with `isErrandError`), not by `instanceof`: two copies of the package may be loaded.
 */
export class ErrandError extends Error {
  override readonly name = "ErrandError";
  readonly code: ErrandErrorCode;

  constructor(code: ErrandErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Whether `value` is an `ErrandError`, of this code if one is given.
 *
 * @example
 * if (isErrandError(error, "args_too_large")) …
 */
export function isErrandError(value: unknown, code?: ErrandErrorCode): value is ErrandError {
  return (
    value instanceof Error &&
    value.name === "ErrandError" &&
    "code" in value &&
    (code === undefined || value.code === code)
  );
}

/** Shows a value in a message: what it is, cut short, never more than a line. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function")
    return `the function ${typeof value.name === "string" && value.name !== "" ? value.name : "(no name)"}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null) return showObject(value);
  return String(value);
}

/** Names only: an object's values may be nobody's business. */
function showObject(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype)
    return `an object (${value.constructor?.name ?? "unknown"})`;
  const keys = Object.keys(value).slice(0, 5).join(", ");
  return keys === "" ? "an empty object" : `an object with ${keys}`;
}
