// What the engine's state must outlive a process by: services say what has changed, and wait until what they answer is kept.

/** How the entities of one kind are kept. */
export interface Form<Entity> {
  /** Names the kind in the file: never change it. */
  readonly kind: string;
  /** Names the entity among those of its kind. What is kept is given back in the order of the keys. */
  keyOf(entity: Entity): string;
  /** What is kept of it now, as JSON; `undefined` when it is gone. Asked when it is written, not when it changes. */
  toRecord(entity: Entity): unknown;
}

/** Is told of each entity that is new, has changed or is gone. Costs nothing where nothing is kept. */
export type Keep<Entity> = (entity: Entity) => void;

export interface Journal {
  keeper<Entity>(form: Form<Entity>): Keep<Entity>;
  /** What was kept of this kind before this process. */
  records(kind: string): Iterable<unknown>;
  /** Resolves once all that has changed so far is written. Rejects when it can't be: then nothing is written any more. */
  written(): Promise<void>;
}

const WRITTEN = Promise.resolve();

/** Keeps nothing: the state ends with the process. */
export const IN_MEMORY: Journal = {
  keeper: () => () => {},
  records: () => [],
  written: () => WRITTEN,
};
