// Whether AWS could not be asked or could not answer, which waiting mends, or has refused, which it doesn't.

/** What the network says, by Node's codes, the SDK's own names, and what AWS calls its throttling. SQS API reference, "Common Errors". */
const PASSING: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "TimeoutError",
  "RequestTimeout",
  "RequestTimeoutException",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "InternalFailure",
  "InternalError",
  "InternalServerException",
  "SlowDown",
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "TooManyRequestsException",
  "RequestThrottled",
  "RequestThrottledException",
  "RequestLimitExceeded",
  "KmsThrottled",
]);

/** @param thrown what the SDK threw after its own tries. */
export function isUnavailable(thrown: unknown): boolean {
  for (let error: unknown = thrown, depth = 0; isError(error) && depth < 4; error = error.cause, depth += 1) {
    if (PASSING.has(error.name) || PASSING.has(String(error.code))) return true;
    if ((error.$metadata?.httpStatusCode ?? 0) >= 500 || (error.$response?.statusCode ?? 0) >= 500) return true;
    // An answer that is none of AWS's, as of a proxy before it.
    if (error.name === "SyntaxError" && error.$response !== undefined) return true;
    if (error.errors?.some(isUnavailable)) return true; // several addresses of one host
  }
  return false;
}

interface SdkError extends Error {
  readonly code?: unknown;
  readonly errors?: readonly unknown[];
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number };
}

function isError(thrown: unknown): thrown is SdkError {
  return thrown instanceof Error;
}
