// A message's signature: made over all that decides what runs, and looked at in constant time.

import { createHmac, timingSafeEqual } from "node:crypto";
import canonicalize from "canonicalize";
import { seal } from "./envelope.ts";
import { ErrandError, show } from "./errors.ts";
import { SCHEDULED_TIME } from "./open.ts";
import type { Distrust } from "./ports.ts";
import type { SigningKey, SigningKeys } from "./signing-keys.ts";

/** A message as JSON reads it. */
export type Message = Readonly<Record<string, unknown>>;

/**
 * The message's text with its signature at the end; one that it had is replaced.
 *
 * @throws `ErrandError` `invalid_args` for what has no canonical form.
 */
export function sign(body: string, [key]: SigningKeys): string {
  const { signature, ...message } = JSON.parse(body) as Message;
  // Another sender's may have white space behind it.
  const text = signature === undefined ? body.trimEnd() : seal(message);
  const comma = Object.keys(message).length === 0 ? "" : ",";
  return `${text.slice(0, -1)}${comma}"signature":"${trySignature(message, key)}"}`;
}

function trySignature(message: Message, key: SigningKey): string {
  try {
    return toSignature(message, key);
  } catch (cause) {
    throw new ErrandError(
      "invalid_args",
      `Job ${show(message["function"])}: a text in its arguments or context has half of a surrogate pair, which can't be signed, for it is no Unicode; ` +
        "send text.toWellFormed(), or bytes in base64.",
      { cause },
    );
  }
}

/** Why the message's signature is not valid; `undefined` where it is. */
export function distrustOf(message: Message, keys: SigningKeys): Distrust | undefined {
  const { signature } = message;
  if (signature === undefined) return { reason: "unsigned" };
  if (typeof signature !== "string") return { reason: "bad_signature" };
  const keyId = signature.slice(0, Math.max(0, signature.indexOf(":")));
  const key = keys.find(({ id }) => id === keyId);
  if (key === undefined) return { reason: "unknown_key", keyId };
  return isSignedBy(key, message, signature) ? undefined : { reason: "bad_signature", keyId };
}

function isSignedBy(key: SigningKey, message: Message, signature: string): boolean {
  let expected: string;
  try {
    expected = toSignature(message, key);
  } catch {
    return false; // what has no canonical form, as half of a surrogate pair, was never signed
  }
  const [one, other] = [Buffer.from(expected), Buffer.from(signature)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function toSignature(message: Message, { id, secret }: SigningKey): string {
  return `${id}:${createHmac("sha256", secret).update(toCanonical(message)).digest("base64")}`;
}

/**
 * The text that is signed: RFC 8785, of the message without `signature`, and without `held`, the mark of the schedule that
 * holds it back. A recurring schedule's message is signed before its times are known: they are the scheduler's placeholder.
 *
 * @throws where a text in it is no Unicode, which RFC 8785 has no form for.
 */
export function toCanonical({ signature: _, held: __, ...message }: Message): string {
  return canonicalize(withPlaceholders(message)) as string;
}

function withPlaceholders(message: Message): Message {
  const { id, scheduledAt, enqueuedAt } = message;
  if (enqueuedAt !== undefined || typeof scheduledAt !== "string" || typeof id !== "string") return message;
  const end = `@${scheduledAt}`;
  if (!id.endsWith(end)) return message;
  return { ...message, id: `${id.slice(0, -end.length)}@${SCHEDULED_TIME}`, scheduledAt: SCHEDULED_TIME };
}
