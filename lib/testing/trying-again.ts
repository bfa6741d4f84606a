// A client of the engine that tries again what the SDK would, as often: three times in all. No time passes in between.

import type { DirectClient } from "../engine/direct-client.ts";

const TRIES = 3;

/** What may be another's fault, or the moment's. */
const PASSING = new Set(["RequestThrottled", "LostAnswer", "InternalFailure"]);

export function tryingAgain(client: DirectClient): DirectClient {
  return {
    async call(action, input, signal) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await client.call(action, input, signal);
        } catch (error) {
          if (tries >= TRIES || !(error instanceof Error) || !PASSING.has(error.name)) throw error;
        }
      }
    },
  };
}
