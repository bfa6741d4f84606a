// The leash of a run on the far side: the worker tells when it is pulled. Giving a run up is the worker's: it ends this side.

import type { Leash, Pull } from "../../core/leash.ts";

export interface FarLeash {
  readonly leash: Leash;
  pull(pull: Pull): void;
}

export function createFarLeash(endsAt: number | undefined): FarLeash {
  let pulled: Pull | undefined;
  const followers = new Set<(pull: Pull) => void>();
  return {
    leash: {
      endsAt,
      pulled: () => pulled,
      begun() {}, // the worker hears it as an event
      follow(told) {
        followers.add(told);
        if (pulled !== undefined) told(pulled);
        return () => void followers.delete(told);
      },
    },
    pull(pull) {
      pulled = pull;
      for (const told of followers) told(pull);
    },
  };
}
