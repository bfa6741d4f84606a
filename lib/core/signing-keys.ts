// The keys that messages are signed with, read from their text: the first signs, all verify.

import { createSecretKey, type KeyObject } from "node:crypto";
import { ErrandError, show } from "./errors.ts";

export interface SigningKey {
  /** Stands before the signature. */
  readonly id: string;
  readonly secret: KeyObject;
}

export type SigningKeys = readonly [SigningKey, ...SigningKey[]];

/** As long as the hash: RFC 2104, section 3, "less than L bytes is strongly discouraged". */
const SHORTEST_KEY_BYTES = 32;

/** What is longer may be a key in the place of its id. */
const LONGEST_TOLD_ID = 32;

const KEY_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

const ADVICE = 'Make one with: echo "$(date +%Y-%m):$(openssl rand -base64 32)". The list is separated by commas.';

/**
 * Reads `keyId:base64key,keyId:base64key`.
 *
 * @param where what holds the text, for errors; they never tell a key's value.
 * @throws `ErrandError` `invalid_keys`.
 */
export function toSigningKeys(text: unknown, where: string): SigningKeys {
  if (typeof text !== "string") throw invalid(where, "a text of keyId:base64key pairs", show(text));
  const parts = text.split(/[\s,]+/).filter((part) => part !== "");
  const keys = parts.map((part, index) => toKey(part, `${where}, key ${index + 1}`));
  const ids = keys.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw invalid(where, "a list with each key id once", `${show(twice)} twice`);
  const [first, ...others] = keys;
  if (first === undefined) throw invalid(where, "a list of at least one key", "none");
  return [first, ...others];
}

function toKey(part: string, where: string): SigningKey {
  const colon = part.indexOf(":");
  const id = colon < 0 ? "" : part.slice(0, colon);
  const value = part.slice(colon + 1);
  if (!KEY_ID.test(id)) {
    const got = colon < 0 ? "no colon" : `an id of ${id.length} characters`;
    throw invalid(where, "keyId:base64key with an id of 1 to 64 letters, digits, -, _ or .", got);
  }
  // Written the wrong way round, the id is the key, which is not to be told.
  const place = id.length > LONGEST_TOLD_ID ? where : `${where} (${show(id)})`;
  if (!BASE64.test(value)) throw invalid(place, "a key in base64", "other characters");
  const secret = Buffer.from(value, "base64");
  if (secret.length >= SHORTEST_KEY_BYTES) return { id, secret: createSecretKey(secret) };
  throw invalid(place, `a key of at least ${SHORTEST_KEY_BYTES} bytes`, `${secret.length}`);
}

function invalid(where: string, expected: string, got: string): ErrandError {
  return new ErrandError("invalid_keys", `${where} must be ${expected}, got ${got}. ${ADVICE}`);
}
