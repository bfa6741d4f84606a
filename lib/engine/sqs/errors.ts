// The errors of SQS under the names, query codes and statuses that AWS gives them, so that an SDK throws its own classes.

/** name → [HTTP status, the code of the older query protocol where it is another]. */
const MODELLED = {
  BatchEntryIdsNotDistinct: [400, "AWS.SimpleQueueService.BatchEntryIdsNotDistinct"],
  BatchRequestTooLong: [400, "AWS.SimpleQueueService.BatchRequestTooLong"],
  EmptyBatchRequest: [400, "AWS.SimpleQueueService.EmptyBatchRequest"],
  InvalidAttributeName: [400],
  InvalidAttributeValue: [400],
  InvalidBatchEntryId: [400, "AWS.SimpleQueueService.InvalidBatchEntryId"],
  InvalidMessageContents: [400],
  OverLimit: [403],
  PurgeQueueInProgress: [403, "AWS.SimpleQueueService.PurgeQueueInProgress"],
  QueueDeletedRecently: [400, "AWS.SimpleQueueService.QueueDeletedRecently"],
  QueueDoesNotExist: [400, "AWS.SimpleQueueService.NonExistentQueue"],
  QueueNameExists: [400, "QueueAlreadyExists"],
  ReceiptHandleIsInvalid: [404],
  ResourceNotFoundException: [404],
  TooManyEntriesInBatchRequest: [400, "AWS.SimpleQueueService.TooManyEntriesInBatchRequest"],
  UnsupportedOperation: [400, "AWS.SimpleQueueService.UnsupportedOperation"],
} as const;

/** Those that all of AWS's services share stand in no service's model. */
const COMMON = {
  InternalFailure: [500],
  InvalidParameterValueException: [400, "InvalidParameterValue"],
  MissingRequiredParameterException: [400, "MissingParameter"],
  SerializationException: [400],
  UnknownOperationException: [400],
} as const;

export type SqsErrorCode = keyof typeof MODELLED | keyof typeof COMMON;

/** Thrown by an action; the protocol turns it into AWS's answer. */
export class SqsError extends Error {
  override readonly name = "SqsError";
  readonly code: SqsErrorCode;

  constructor(code: SqsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function isSqsError(value: unknown): value is SqsError {
  return value instanceof Error && value.name === "SqsError";
}

/** How the error is named on the wire. */
export interface WireError {
  readonly type: string;
  readonly queryCode: string;
  readonly status: number;
  readonly fault: "Sender" | "Receiver";
}

const KNOWN: Readonly<Record<SqsErrorCode, readonly [status: number, queryCode?: string]>> = { ...MODELLED, ...COMMON };

export function toWireError(code: SqsErrorCode): WireError {
  const [status, queryCode = code] = KNOWN[code];
  const namespace = code in MODELLED ? "com.amazonaws.sqs" : "com.amazon.coral.service";
  return { type: `${namespace}#${code}`, queryCode, status, fault: status < 500 ? "Sender" : "Receiver" };
}

/** The commonest: a parameter has a value that it can't have. */
export function invalidValue(parameter: string, value: string | number, reason: string): SqsError {
  const message = `Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`;
  return new SqsError("InvalidParameterValueException", message);
}

export function invalidParameter(message: string): SqsError {
  return new SqsError("InvalidParameterValueException", message);
}

export function missing(parameter: string): SqsError {
  return new SqsError("MissingRequiredParameterException", `The request must contain the parameter ${parameter}.`);
}
