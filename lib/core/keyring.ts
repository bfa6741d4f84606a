// The signing keys of a process: read once from its environment, or fetched, and fetched anew when they may have changed.

import { ErrandError } from "./errors.ts";
import { inTime } from "./in-time.ts";
import type { Clock } from "./ports.ts";
import type { FetchKeys } from "./settings.ts";
import { type SigningKeys, toSigningKeys } from "./signing-keys.ts";

export interface Keyring {
  /** @throws `ErrandError` `invalid_keys`, also where they can't be fetched for the first time. */
  keys(): Promise<SigningKeys>;
  /**
   * The newest keys that may be had now, for a message whose key is not among them.
   *
   * @throws `ErrandError` `invalid_keys`, where they can't be fetched, or could not be a moment ago.
   */
  newerKeys(): Promise<Asked>;
}

/** Keys, and when they were asked for, milliseconds since 1970; never older than anything where they can't change. */
interface Asked {
  readonly keys: SigningKeys;
  readonly askedAt: number;
}

/** So old, keys are fetched anew, beside what they are used for meanwhile. */
const FRESH_MS = 300_000;

/** How soon they are fetched again for a message with a key that isn't known: anybody may send such messages. */
const AGAIN_MS = 10_000;

/** So long a fetch is waited for: one that hangs must not keep everything that is sent or received. */
const PATIENCE_SECONDS = 10;

export function fixedKeyring(text: string, where: string): Keyring {
  const asked = { keys: toSigningKeys(text, where), askedAt: Number.POSITIVE_INFINITY };
  return { keys: async () => asked.keys, newerKeys: async () => asked };
}

export function fetchedKeyring(fetch: FetchKeys, where: string, clock: Clock): Keyring {
  let known: Asked | undefined;
  let failure: unknown;
  let triedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<Asked> | undefined;

  const fetchAnew = async (): Promise<Asked> => {
    const askedAt = clock.now();
    triedAt = askedAt;
    try {
      known = { keys: await load(fetch, where, clock), askedAt };
      failure = undefined;
      return known;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      fetching = undefined;
    }
  };
  const fetchNow = (): Promise<Asked> => {
    fetching ??= fetchAnew();
    return fetching;
  };

  return {
    async keys() {
      if (known === undefined) return (await fetchNow()).keys;
      // What was good is better than nothing; what has become unknown is told where a message can't be verified.
      if (clock.now() - triedAt >= FRESH_MS) fetchNow().catch(() => {});
      return known.keys;
    },
    async newerKeys() {
      if (fetching !== undefined || known === undefined || clock.now() - triedAt >= AGAIN_MS) return fetchNow();
      if (failure !== undefined) throw failure;
      return known;
    },
  };
}

async function load(fetch: FetchKeys, where: string, clock: Clock): Promise<SigningKeys> {
  let text: unknown;
  const late = () => {
    throw new Error(`it had given nothing after ${PATIENCE_SECONDS} seconds`);
  };
  try {
    text = await inTime((async () => fetch())(), { clock, milliseconds: PATIENCE_SECONDS * 1000 }, late);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const message = `${where} must give the keys, but failed: ${said.replace(/\.$/, "")}. Nothing is signed or run until it does; mend it, or set ERRAND_SIGNING_KEYS.`;
    throw new ErrandError("invalid_keys", message, { cause });
  }
  return toSigningKeys(text, where);
}
