// Lets jobs go in portions, one with each kill, so that every kill meets fresh ones.

export interface Pace {
  /** Resolves when the job with this place in the line may go, from 0. */
  turn(place: number): Promise<void>;
  /** Lets the next portion go. */
  step(): void;
  /** Lets all go that are left. */
  free(): void;
}

/** @param portion how many jobs go at once. */
export function createPace(portion: number): Pace {
  let allowed = portion;
  let waiting: { readonly place: number; readonly go: () => void }[] = [];
  const raise = (to: number): void => {
    allowed = to;
    const free = waiting.filter(({ place }) => place < allowed);
    waiting = waiting.filter(({ place }) => place >= allowed);
    for (const { go } of free) go();
  };
  return {
    turn: (place) =>
      new Promise((go) => {
        if (place < allowed) go();
        else waiting.push({ place, go });
      }),
    step: () => raise(allowed + portion),
    free: () => raise(Number.POSITIVE_INFINITY),
  };
}
