// What the engine's state must outlive a process by: each service keeps ledgers, and waits for what it answers to be written.

/** How the entities of one kind are kept. */
export interface Form<Entity> {
  /** Names the kind in the file: never change it. */
  readonly kind: string;
  keyOf(entity: Entity): string;
  /** What is kept of it now, as JSON; `undefined` when it is gone. Asked when it is written, not when it changes. */
  toRecord(entity: Entity): unknown;
}

/** The entities of one kind, as the journal knows them. */
export interface Ledger<Entity> {
  /** Says that the entity is new, has changed or is gone. Costs nothing where nothing is kept. */
  changed(entity: Entity): void;
  /** What was kept before this process, in the order of the keys. */
  records(): Iterable<unknown>;
}

export interface Journal {
  ledger<Entity>(form: Form<Entity>): Ledger<Entity>;
  /** Resolves once all that has changed so far is written. Rejects when it can't be: then nothing is written any more. */
  written(): Promise<void>;
}

const WRITTEN = Promise.resolve();

/** Keeps nothing: the state ends with the process. */
export const IN_MEMORY: Journal = {
  ledger: () => ({ changed() {}, records: () => [] }),
  written: () => WRITTEN,
};
