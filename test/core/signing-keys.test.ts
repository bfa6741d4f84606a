import { expect, test } from "vitest";
import { toSigningKeys } from "../../lib/core/signing-keys.ts";

const SECRET = Buffer.alloc(32, 251).toString("base64");
/** In base64, but for its padding, and of characters that an id may have. */
const WORDS = Buffer.alloc(32, 105).toString("base64").replace("=", "");
const OTHER = Buffer.alloc(48, 7).toString("base64");

test("several keys, separated by commas, spaces or lines: their order is kept", () => {
  const ids = (text: string) => toSigningKeys(text, "here").map(({ id }) => id);
  expect(ids(`b:${SECRET},a:${OTHER}`)).toEqual(["b", "a"]);
  expect(ids(`\n b:${SECRET} ,\n a:${OTHER}\n,`)).toEqual(["b", "a"]);
});

test("base64 may leave out its padding", () => {
  const [padded, bare] = toSigningKeys(`a:${SECRET},b:${SECRET.replaceAll("=", "")}`, "here");
  expect(bare?.secret.equals(padded.secret)).toBe(true);
});

test.each<[string, unknown, string]>([
  ["no text", undefined, "here must be a text of keyId:base64key pairs, got undefined."],
  ["an object, as a secret read as JSON is", { a: SECRET }, "here must be a text of keyId:base64key pairs, got "],
  ["none", " , ", "here must be a list of at least one key, got none."],
  [
    "no colon",
    SECRET,
    "here, key 1 must be keyId:base64key with an id of 1 to 64 letters, digits, -, _ or ., got no colon.",
  ],
  ["an id that is none", `a:${SECRET},ä:${SECRET}`, "here, key 2 must be keyId:base64key"],
  ["an empty id", `:${SECRET}`, "got an id of 0 characters."],
  ["an id too long", `${"a".repeat(65)}:${SECRET}`, "got an id of 65 characters."],
  ["an id twice", `a:${SECRET},a:${OTHER}`, 'here must be a list with each key id once, got "a" twice.'],
  [
    "a key too short",
    `a:${Buffer.alloc(31, 251).toString("base64")}`,
    'here, key 1 ("a") must be a key of at least 32 bytes, got 31.',
  ],
  ["an empty key", "a:", 'here, key 1 ("a") must be a key of at least 32 bytes, got 0.'],
  [
    "what is not base64",
    `a:${SECRET.slice(0, -2)}%%`,
    'here, key 1 ("a") must be a key in base64, got other characters.',
  ],
  ["base64url", `a:${SECRET.replaceAll("+", "-").replaceAll("/", "_")}`, "got other characters."],
  ["an id and two keys", `a:${SECRET}:${SECRET}`, "got other characters."],
  [
    "a key and its id the wrong way round",
    `${WORDS}:2026-11`,
    "here, key 1 must be a key in base64, got other characters.",
  ],
])("%s is refused, and no key's value is told", (_, text, said) => {
  let message = "";
  try {
    toSigningKeys(text, "here");
  } catch (error) {
    expect(error).toMatchObject({ code: "invalid_keys" });
    ({ message } = error as Error);
  }
  expect(message).toContain(said);
  expect(message).toContain("Make one with: ");
  for (const secret of [SECRET, OTHER, WORDS]) expect(message).not.toContain(secret.slice(0, 12));
});
