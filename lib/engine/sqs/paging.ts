// Lists of queues in pages: how many a page has, and the token that asks for the next.

import { invalidParameter, invalidValue } from "./errors.ts";
import { type Input, optionalInteger, optionalText } from "./input.ts";
import { MAXIMUM_LISTED_QUEUES } from "./limits.ts";

interface Page {
  readonly names: readonly string[];
  /** Undefined on the last page, and for those who don't say how many they want: AWS pages only for the others. */
  readonly nextToken: string | undefined;
}

/** `names` are all that there are, in order. */
export function readPage(input: Input, names: readonly string[]): Page {
  const limit = optionalInteger(input, "MaxResults");
  if (limit !== undefined && (limit < 1 || limit > MAXIMUM_LISTED_QUEUES)) {
    throw invalidValue("MaxResults", limit, `Must be an integer between 1 and ${MAXIMUM_LISTED_QUEUES}.`);
  }
  const after = readToken(optionalText(input, "NextToken"));
  const rest = names.filter((name) => name > after);
  const listed = rest.slice(0, limit ?? MAXIMUM_LISTED_QUEUES);
  const isMore = limit !== undefined && rest.length > listed.length;
  return { names: listed, nextToken: isMore ? toToken(listed.at(-1) ?? "") : undefined };
}

function toToken(name: string): string {
  return Buffer.from(`after ${name}`).toString("base64");
}

function readToken(token: string | undefined): string {
  if (!token) return "";
  const name = /^after (.+)$/.exec(Buffer.from(token, "base64").toString())?.[1];
  if (name === undefined) throw invalidParameter("Invalid or expired next token.");
  return name;
}
