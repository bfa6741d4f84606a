// Which characters a message may hold: those of XML 1.0, for SQS once spoke XML only.

// The u flag reads pairs of surrogates as one character, so that a lone half falls outside of the ranges.
const OUTSIDE = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

export const CHARACTER_RULE =
  "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | " +
  "#x10000 to #x10FFFF";

export function hasInvalidCharacter(text: string): boolean {
  return OUTSIDE.test(text);
}
