// Writes many changes at once: what changed since the last write goes into the next, each entity as it is by then.

import type { Form, Keep } from "./journal.ts";

/** One entity's record as it is to be kept; `undefined` when it is gone. */
export interface Entry {
  readonly kind: string;
  readonly key: string;
  readonly record: unknown;
}

export interface GroupCommit {
  keeper<Entity>(form: Form<Entity>): Keep<Entity>;
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
  // A queue has forms of its own, and there may be thousands: only those with changes are gone through.
  const changed = new Map<Form<unknown>, Set<unknown>>();
  let next: PromiseWithResolvers<void> | undefined;
  let failure: { readonly error: unknown } | undefined;

  function* entries(): Generator<Entry> {
    for (const [form, entities] of changed) {
      for (const entity of entities) {
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
      changed.clear();
      waiting.resolve();
    } catch (error) {
      failure = { error };
      waiting.reject(error);
    }
  }

  return {
    keeper: (form) => (entity) => {
      if (failure !== undefined) return;
      const entities = changed.get(form as Form<unknown>);
      if (entities === undefined) changed.set(form as Form<unknown>, new Set([entity]));
      else entities.add(entity);
      if (next === undefined) askForWrite();
    },
    async written() {
      if (failure !== undefined) throw failure.error;
      await next?.promise;
    },
    flush,
  };
}
