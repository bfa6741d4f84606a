// A request that comes again under its client token has its effect once, and the answer that it had. SDKs give each
// request a token, so that they can send it again when its answer was lost.

import { conflict } from "./errors.ts";

interface Done {
  readonly at: number;
  readonly request: string;
  readonly answer: object;
}

export interface ClientTokens {
  /** `request` says what is asked for: the same token for something else is a conflict. */
  once(token: string | undefined, request: string, act: () => object): object;
}

// AWS doesn't say how long. An SDK has long given up by then.
const KEPT_MS = 600_000;
const MOST_KEPT = 10_000;

export function createClientTokens(now: () => number): ClientTokens {
  const kept = new Map<string, Done>();

  const forgetOld = (): void => {
    for (const [token, { at }] of kept) {
      if (kept.size <= MOST_KEPT && now() - at < KEPT_MS) break;
      kept.delete(token);
    }
  };

  return {
    once(token, request, act) {
      if (token === undefined) return act();
      forgetOld();
      const done = kept.get(token);
      if (done === undefined) {
        const answer = act();
        kept.set(token, { at: now(), request, answer });
        return answer;
      }
      if (done.request === request) return done.answer;
      throw conflict("The ClientToken was used for another request. Use a new one for each.");
    },
  };
}
