// What may end a run from outside, at a moment that nobody knows when it starts.

/** Why a run is to end. `error` is what its signal aborts with. */
export interface Pull {
  readonly why: /** What runs it stops: the job is sent on, for another to run, and this run costs no attempt. */
    | "stopped"
    /** Its message may be in other hands by now: whatever it comes to, nothing is sent for it. */
    | "lost"
    /** It has taken all the time that there is: a failed attempt, as one that ran into its timeout. */
    | "over";
  readonly error: Error;
}

export interface Leash {
  /** When it is pulled at the latest, milliseconds since 1970; `undefined` where nobody can say. */
  readonly endsAt: number | undefined;
  /** What it was pulled with; `undefined` while it wasn't. */
  pulled(): Pull | undefined;
  /** Hears that the job begins: until then, it need not. */
  begun(): void;
  /**
   * Has `told` called when it is pulled, and `givenUp` when the run has not ended by itself for too long after that.
   *
   * @returns what takes both back.
   */
  follow(told: (pull: Pull) => void, givenUp: (pull: Pull) => void): () => void;
}
