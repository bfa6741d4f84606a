// Requests to the engine that are tried again where the SDK would, as often: three times in all. No time passes in between.

import type { DirectClient } from "../engine/direct-client.ts";

const TRIES = 3;

/** What may be another's fault, or the moment's. */
const PASSING = new Set(["RequestThrottled", "ThrottlingException", "LostAnswer", "InternalFailure"]);

export async function tryAgain<Result>(request: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await request();
    } catch (error) {
      if (tries >= TRIES || !(error instanceof Error) || !PASSING.has(error.name)) throw error;
    }
  }
}

export function tryingAgain(client: DirectClient): DirectClient {
  return { call: (action, input, signal) => tryAgain(() => client.call(action, input, signal)) };
}
