// The signing keys of a process: read once from its environment, or fetched, and fetched anew when they may have changed.

import { ErrandError } from "./errors.ts";
import type { Clock } from "./ports.ts";
import { type SigningKeys, toSigningKeys } from "./signing-keys.ts";

/** Gives the keys as `ERRAND_SIGNING_KEYS` would hold them: `keyId:base64key,keyId:base64key`. */
export type FetchKeys = () => string | Promise<string>;

export interface Keyring {
  /** @throws `ErrandError` `invalid_keys`, also where they can't be fetched for the first time. */
  keys(): Promise<SigningKeys>;
  /**
   * The keys as they are now, for a message whose key is not among them.
   *
   * @throws `ErrandError` `invalid_keys`, where they can't be fetched, or could not be a moment ago.
   */
  newerKeys(): Promise<SigningKeys>;
}

/** So old, keys are fetched anew before they are used: a key that was rotated out is used no longer than that. */
const FRESH_MS = 300_000;

/** How soon they are fetched again for a message with a key that isn't known: anybody may send such messages. */
const AGAIN_MS = 10_000;

export function fixedKeyring(text: string, where: string): Keyring {
  const keys = toSigningKeys(text, where);
  return { keys: async () => keys, newerKeys: async () => keys };
}

export function fetchedKeyring(fetch: FetchKeys, where: string, clock: Pick<Clock, "now">): Keyring {
  let known: SigningKeys | undefined;
  let failure: unknown;
  let triedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<SigningKeys> | undefined;

  const fetchAnew = async (): Promise<SigningKeys> => {
    triedAt = clock.now();
    try {
      known = await load(fetch, where);
      failure = undefined;
      return known;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      fetching = undefined;
    }
  };
  const fetchNow = (): Promise<SigningKeys> => {
    fetching ??= fetchAnew();
    return fetching;
  };

  return {
    async keys() {
      if (known === undefined) return fetchNow();
      if (clock.now() - triedAt < FRESH_MS) return known;
      const old = known;
      // What was good is better than nothing; what has become unknown is told where a message can't be verified.
      return fetchNow().catch(() => old);
    },
    async newerKeys() {
      if (fetching !== undefined || known === undefined || clock.now() - triedAt >= AGAIN_MS) return fetchNow();
      if (failure !== undefined) throw failure;
      return known;
    },
  };
}

async function load(fetch: FetchKeys, where: string): Promise<SigningKeys> {
  let text: unknown;
  try {
    text = await fetch();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const message = `${where} must give the keys, but failed: ${said.replace(/\.$/, "")}. Nothing is signed or run until it does; mend it, or set ERRAND_SIGNING_KEYS.`;
    throw new ErrandError("invalid_keys", message, { cause });
  }
  return toSigningKeys(text, where);
}
