// Reads what stands in a request's query, and cuts a list into pages.

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

interface Listing<T> {
  /** In the order of their keys. */
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** Which of them are asked for. */
  readonly asked: (item: T) => boolean;
}

/** A page goes on behind the last key of the one before, whatever came and went in between. */
export function toPage<T>(query: URLSearchParams, { items, keyOf, asked }: Listing<T>): Page<T> {
  const most = readMost(query);
  const behind = readToken(query);
  const page: T[] = [];
  for (let index = behind === undefined ? 0 : placeBehind(behind, items, keyOf); index < items.length; index++) {
    const item = items[index];
    if (item === undefined || !asked(item)) continue;
    const last = page.at(-1);
    if (last !== undefined && page.length === most) {
      return { items: page, NextToken: Buffer.from(keyOf(last)).toString("base64url") };
    }
    page.push(item);
  }
  return { items: page, NextToken: undefined };
}

/** By halves: among 100,000, a page should not cost a walk through all before it. */
function placeBehind<T>(key: string, items: readonly T[], keyOf: (item: T) => string): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && keyOf(item) > key) high = middle;
    else low = middle + 1;
  }
  return low;
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
