// The rules of every batch: one to ten entries with distinct, well-formed ids, and each succeeds or fails by itself.

import { isSqsError, SqsError, toWireError } from "./errors.ts";
import { type Input, objectList, requiredText } from "./input.ts";
import { MAXIMUM_BATCH_ENTRIES } from "./limits.ts";

interface Entry {
  readonly id: string;
  readonly input: Input;
}

/** An entry after it was tried. */
export type Tried<T> =
  | { readonly kind: "done"; readonly id: string; readonly value: T }
  | { readonly kind: "failed"; readonly id: string; readonly error: SqsError };

const ID = /^[A-Za-z0-9_-]{1,80}$/;

/** `entryName` is AWS's name of an entry's type, for the messages. */
export function readEntries(input: Input, entryName: string): readonly Entry[] {
  const inputs = objectList(input, "Entries");
  if (inputs.length === 0) {
    throw new SqsError("EmptyBatchRequest", `There should be at least one ${entryName} in the request.`);
  }
  if (inputs.length > MAXIMUM_BATCH_ENTRIES) {
    const sent = `You have sent ${inputs.length}.`;
    const message = `Maximum number of entries per request are ${MAXIMUM_BATCH_ENTRIES}. ${sent}`;
    throw new SqsError("TooManyEntriesInBatchRequest", message);
  }
  const ids = new Set<string>();
  return inputs.map((entry) => {
    const id = requiredText(entry, "Id");
    if (!ID.test(id)) {
      const rule = "A batch entry id can only contain alphanumeric characters, hyphens and underscores.";
      throw new SqsError("InvalidBatchEntryId", `${rule} It can be at most 80 letters long.`);
    }
    if (ids.has(id)) throw new SqsError("BatchEntryIdsNotDistinct", `Id ${id} repeated.`);
    ids.add(id);
    return { id, input: entry };
  });
}

/** Tries an action on each entry. A value of the wrong type still refuses the whole request, as it can't be read. */
export function tryEach<T>(entries: readonly Entry[], act: (input: Input) => T): readonly Tried<T>[] {
  return entries.map(({ id, input }) => attempt(id, () => act(input)));
}

/** Goes on with those that are done so far. */
export function andThen<T, U>(tried: readonly Tried<T>[], act: (value: T) => U): readonly Tried<U>[] {
  return tried.map((entry) => (entry.kind === "done" ? attempt(entry.id, () => act(entry.value)) : entry));
}

export function valuesOf<T>(tried: readonly Tried<T>[]): readonly T[] {
  return tried.flatMap((entry) => (entry.kind === "done" ? [entry.value] : []));
}

/** Puts beside each that is done what was made of them all at once, in their order. */
export function beside<T, U>(tried: readonly Tried<T>[], made: readonly U[]): readonly Tried<readonly [T, U]>[] {
  const rest = made.values();
  return andThen(tried, (value) => [value, rest.next().value as U] as const);
}

function attempt<T>(id: string, act: () => T): Tried<T> {
  try {
    return { kind: "done", id, value: act() };
  } catch (error) {
    if (isSqsError(error) && error.code !== "SerializationException") return { kind: "failed", id, error };
    throw error;
  }
}

export function toBatchResult<T>(tried: readonly Tried<T>[], toSuccess: (value: T) => object = () => ({})) {
  const successful: object[] = [];
  const failed: object[] = [];
  for (const entry of tried) {
    switch (entry.kind) {
      case "done":
        successful.push({ Id: entry.id, ...toSuccess(entry.value) });
        break;
      case "failed": {
        const { queryCode, fault } = toWireError(entry.error.code);
        const { message } = entry.error;
        failed.push({ Id: entry.id, SenderFault: fault === "Sender", Code: queryCode, Message: message });
        break;
      }
      default:
        entry satisfies never;
    }
  }
  return {
    ...(successful.length > 0 && { Successful: successful }),
    ...(failed.length > 0 && { Failed: failed }),
  };
}
