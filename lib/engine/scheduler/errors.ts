// The errors of EventBridge Scheduler under the names and statuses that AWS gives them, so that an SDK throws its classes.

const STATUS = {
  ConflictException: 409,
  InternalServerException: 500,
  ResourceNotFoundException: 404,
  ValidationException: 400,
  // The last two all of AWS's services share; they stand in no service's model.
  SerializationException: 400,
  UnknownOperationException: 404,
} as const;

type SchedulerErrorCode = keyof typeof STATUS;

/** Thrown by an action; the protocol turns it into AWS's answer. */
export class SchedulerError extends Error {
  override readonly name = "SchedulerError";
  readonly code: SchedulerErrorCode;

  constructor(code: SchedulerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function isSchedulerError(value: unknown): value is SchedulerError {
  return value instanceof Error && value.name === "SchedulerError";
}

export function statusOf({ code }: SchedulerError): number {
  return STATUS[code];
}

export function invalid(message: string): SchedulerError {
  return new SchedulerError("ValidationException", message);
}

/** The words in which AWS refuses what its model of the service does not allow. */
export function unfit(value: unknown, path: string, rule: string): SchedulerError {
  const shown = value === null ? "null" : `'${String(value)}'`;
  return invalid(`1 validation error detected: Value ${shown} at '${path}' failed to satisfy constraint: ${rule}`);
}

export function notFound(what: string, name: string): SchedulerError {
  return new SchedulerError("ResourceNotFoundException", `${what} ${name} does not exist.`);
}

export function conflict(message: string): SchedulerError {
  return new SchedulerError("ConflictException", message);
}
