// Writes many changes at once: what changed since the last write goes into the next, each entity as it is by then.

import type { Form, Ledger } from "./journal.ts";

/** One entity's record as it is to be kept; `undefined` when it is gone. */
export interface Entry {
  readonly kind: string;
  readonly key: string;
  readonly record: unknown;
}

export interface GroupCommit {
  track<Entity>(form: Form<Entity>): Pick<Ledger<Entity>, "changed">;
  written(): Promise<void>;
  /** Writes what is left. */
  flush(): void;
}

/**
 * The first change asks for a write, which comes once the process has taken up what it had already received: under load it
 * carries the changes of many requests.
 *
 * @param write writes all or nothing; throws when it can't. After that, every wait rejects with its error.
 */
export function createGroupCommit(write: (entries: Iterable<Entry>) => void): GroupCommit {
  const kinds: { readonly form: Form<unknown>; readonly changes: Set<unknown> }[] = [];
  let next: PromiseWithResolvers<void> | undefined;
  let failure: { readonly error: unknown } | undefined;

  function* entries(): Generator<Entry> {
    for (const { form, changes } of kinds) {
      for (const entity of changes) {
        yield { kind: form.kind, key: form.keyOf(entity), record: form.toRecord(entity) };
      }
    }
  }

  function askForWrite(): void {
    next = Promise.withResolvers();
    next.promise.catch(() => {}); // a change that no request waits for; the next request is told
    setImmediate(flush);
  }

  function flush(): void {
    const waiting = next;
    next = undefined;
    if (waiting === undefined || failure !== undefined) return;
    try {
      write(entries());
      for (const { changes } of kinds) changes.clear();
      waiting.resolve();
    } catch (error) {
      failure = { error };
      waiting.reject(error);
    }
  }

  return {
    track(form) {
      const changes = new Set<unknown>();
      kinds.push({ form: form as Form<unknown>, changes });
      return {
        changed(entity) {
          if (failure !== undefined) return;
          changes.add(entity);
          if (next === undefined) askForWrite();
        },
      };
    },
    async written() {
      if (failure !== undefined) throw failure.error;
      await next?.promise;
    },
    flush,
  };
}
