// Messages made by chance, of what is easily written otherwise, with the canonical text and the signature that Errand gives them.

import fc from "fast-check";
import { type Message, sign, toCanonical } from "../../lib/core/signature.ts";
import { toSigningKeys } from "../../lib/core/signing-keys.ts";

const COUNT = 2000;

/** Where orders, escapes and widths differ: controls, quotes, the ends of ASCII, of two and of three bytes, astral ones. */
const CHARACTERS = [
  "\0",
  "\b",
  "\n",
  "\r",
  "\u001f",
  " ",
  "!",
  '"',
  "\\",
  "a",
  "\u007f",
  "\u0080",
  "\u2028",
  "\ue000",
  "\uffff",
  "😀",
];

const text = fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: 4 });
const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger());
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(text, number, fc.constantFrom(true, false, null)),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(text, tie("value"), { maxKeys: 6 }),
  ),
}));

/** As `docs/wire-format.vectors.json` has them. */
export function randomVectors(keys: string): string {
  const lists = fc.sample(fc.array(value, { maxLength: 4 }), { numRuns: COUNT, seed: 9 });
  const signed = lists.map((args, index) => {
    const message = JSON.parse(JSON.stringify({ function: "echo", args })) as Message;
    const whole = JSON.parse(sign(JSON.stringify(message), toSigningKeys(keys, "the keys"))) as Message;
    return {
      name: `random ${index}`,
      keys,
      message,
      canonical: toCanonical(message),
      signature: whole["signature"],
    };
  });
  return JSON.stringify({ signed, mistrusted: [] });
}
