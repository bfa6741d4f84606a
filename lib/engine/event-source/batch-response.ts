// What Lambda reads in a function's answer to a batch, with ReportBatchItemFailures on.

/** Anything: it is the function's own answer. */
export type BatchItemResponse = unknown;

/**
 * The ids of the messages that the function returned, by AWS's rules: no answer and an empty list mean that all
 * succeeded; an answer that can't be read, an empty id or an id that is not of the batch means that all failed.
 */
export function toReturned(response: BatchItemResponse, ids: readonly string[]): ReadonlySet<string> {
  const all = new Set(ids);
  if (response === undefined || response === null) return new Set();
  if (typeof response !== "object") return new Set();
  const failures: unknown = (response as { batchItemFailures?: unknown }).batchItemFailures;
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return all;
  const returned = failures.map((failure: unknown) => (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier);
  if (!returned.every((id): id is string => typeof id === "string" && all.has(id))) return all;
  return new Set(returned);
}
