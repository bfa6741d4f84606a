// Signing keys for tests, and messages signed with them or in the name of others.

import { sign } from "../../lib/core/signature.ts";
import { toSigningKeys } from "../../lib/core/signing-keys.ts";

const aKey = (id: string, byte: number): string => `${id}:${Buffer.alloc(32, byte).toString("base64")}`;

/** The text that everybody has. */
export const KEYS = aKey("2026-11", 7);

/** A key that only its sender has, as yet. */
export const NEWER_KEY = aKey("2026-12", 8);

/** The known key's id with another secret. */
const FORGED_KEY = aKey("2026-11", 9);

export function signedBody(message: object, keys: string = KEYS): string {
  return sign(JSON.stringify(message), toSigningKeys(keys, "the test"));
}

/** What an attacker who can write to the queue would try with a message of his own: each with the reason of its death. */
export function forgeries(message: object): readonly (readonly [name: string, body: string, reason: string])[] {
  const good = JSON.parse(signedBody(message)) as Record<string, unknown>;
  const body = (changes: object) => JSON.stringify({ ...good, ...changes });
  const { signature } = JSON.parse(signedBody({ ...message, args: ["another"] }));
  const at = "2026-11-21T10:00:00Z";
  const firing = { ...message, enqueuedAt: undefined, id: `f@${at}`, scheduledAt: at };
  return [
    ["unsigned", JSON.stringify(message), "unsigned"],
    ["unsigned, and called held", JSON.stringify({ ...message, held: true }), "unsigned"],
    ["unsigned, as a letter", JSON.stringify({ ...message, dead: { reason: "unsigned" } }), "unsigned"],
    ["a schedule's firing", JSON.stringify(firing), "unsigned"],
    ["a schedule's firing with a message's signature", JSON.stringify({ ...firing, signature }), "bad_signature"],
    ["signed with a key that isn't known", signedBody(message, NEWER_KEY), "unknown_key"],
    ["signed with a wrong secret", signedBody(message, FORGED_KEY), "bad_signature"],
    ["altered", body({ args: ["eve"] }), "bad_signature"],
    ["with a field more", body({ notBefore: at }), "bad_signature"],
    ["with another message's signature", body({ signature }), "bad_signature"],
    ["with a signature that is no text", body({ signature: [signature] }), "bad_signature"],
    ["of nothing but a signature", JSON.stringify({ signature }), "malformed"],
    ["with other arguments said to be stored", body({ payload: { encoding: "gzip", data: "" } }), "malformed"],
    [
      "with its arguments said to be stored",
      body({ args: undefined, payload: { encoding: "gzip", data: "" } }),
      "bad_signature",
    ],
  ];
}
