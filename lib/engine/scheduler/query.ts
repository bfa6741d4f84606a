// Reads what stands in a request's query, and cuts lists into pages.

import { invalid } from "./errors.ts";
import { checkInteger, checkText, type TextRule } from "./input.ts";

const MOST_RESULTS = 100;

export function queryText(query: URLSearchParams, name: string, path: string, rule: TextRule): string | undefined {
  const text = query.get(name);
  return text === null ? undefined : checkText(text, path, rule);
}

interface Page<T> {
  readonly items: readonly T[];
  /** Undefined on the last page. */
  readonly NextToken: string | undefined;
}

/** `items` are in the order of their keys; a page goes on behind the last key of the one before, whatever came and went. */
export function toPage<T>(query: URLSearchParams, items: readonly T[], keyOf: (item: T) => string): Page<T> {
  const most = readMost(query);
  const behind = readToken(query);
  const left = behind === undefined ? items : items.filter((item) => keyOf(item) > behind);
  const page = left.slice(0, most);
  const last = page.at(-1);
  const more = last !== undefined && left.length > page.length;
  return { items: page, NextToken: more ? Buffer.from(keyOf(last)).toString("base64url") : undefined };
}

function readMost(query: URLSearchParams): number {
  const given = query.get("MaxResults");
  if (given === null) return MOST_RESULTS;
  if (!/^-?\d{1,9}$/.test(given)) throw invalid(`MaxResults must be a whole number, got "${given}".`);
  return checkInteger(Number(given), "maxResults", 1, MOST_RESULTS);
}

function readToken(query: URLSearchParams): string | undefined {
  const token = queryText(query, "NextToken", "nextToken", { low: 1, high: 2048 });
  return token === undefined ? undefined : Buffer.from(token, "base64url").toString();
}
