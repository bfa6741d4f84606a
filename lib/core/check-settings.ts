// Settings, looked at where they are made: a misspelt or impossible one must not be ignored.

import { expectMode } from "./mode.ts";
import { expectFunction, expectKnownKeys, expectListener, expectWhole, isWhole, refuse } from "./options.ts";
import type { Settings } from "./settings.ts";

const SETTINGS = [
  "mode",
  "concurrency",
  "onEvent",
  "context",
  "signingKeys",
  "largeArgs",
  "whenUnavailable",
  "spool",
  "maxBacklog",
  "maxPendingBytes",
];

/** @throws `ErrandError` `invalid_option`. */
export function expectSettings(settings: Settings, where: string): Settings {
  expectKnownKeys(settings, SETTINGS, `${where}(settings)`);
  const { mode, concurrency, onEvent, signingKeys } = settings;
  const place = (name: string) => `${where}({ ${name} })`;
  if (mode !== undefined) expectMode(mode, place("mode"));
  if (concurrency !== undefined) expectWhole(concurrency, 1000, place("concurrency"), "To use 10, leave it out.");
  expectListener(onEvent, where);
  expectFunction(signingKeys, place("signingKeys"));
  const parts = (name: "context" | "largeArgs" | "spool" | "maxBacklog", known: readonly string[]): Parts => {
    const given = settings[name] ?? {};
    expectKnownKeys(given, known, place(name));
    return given as Parts;
  };
  const { capture, restore } = parts("context", ["capture", "restore"]);
  expectFunction(capture, place("context: { capture }"));
  expectFunction(restore, place("context: { restore }"));
  const { high, low } = parts("maxBacklog", ["high", "low"]);
  const { above } = parts("largeArgs", ["above"]);
  const { directory, maxBytes } = parts("spool", ["directory", "maxBytes"]);
  if (directory !== undefined && (typeof directory !== "string" || directory === ""))
    throw refuse(place("spool: { directory }"), "the path of a directory", directory);
  const numbers: readonly (readonly [string, unknown, number, number])[] = [
    ["maxBacklog: { high }", high, 1, Number.MAX_SAFE_INTEGER],
    ["maxBacklog: { low }", low, 1, Number.MAX_SAFE_INTEGER],
    ["largeArgs: { above }", above, 0, 1_048_576],
    ["spool: { maxBytes }", maxBytes, 4096, Number.MAX_SAFE_INTEGER],
    ["maxPendingBytes", settings.maxPendingBytes, 1, Number.MAX_SAFE_INTEGER],
  ];
  for (const [name, got, min, max] of numbers) {
    if (got === undefined || isWhole(got, min, max)) continue;
    throw refuse(place(name), `a whole number from ${min.toLocaleString("en")} to ${max.toLocaleString("en")}`, got);
  }
  expectStrategies(settings.whenUnavailable, place("whenUnavailable"));
  return settings;
}

type Parts = Readonly<Record<string, unknown>>;

const STRATEGIES = ["throw", "run", "spool", "discard"];

/** What follows `throw` or `discard` would never be tried: it is a mistake. */
function expectStrategies(list: unknown, where: string): void {
  if (list === undefined) return;
  const isList = Array.isArray(list) && list.length > 0 && list.every((each) => STRATEGIES.includes(each));
  const isTried =
    isList &&
    new Set(list).size === list.length &&
    list.slice(0, -1).every((each) => each === "run" || each === "spool");
  if (isTried) return;
  const got = Array.isArray(list) ? JSON.stringify(list) : list;
  const expected =
    'a list of "run", "spool", "throw" and "discard", each once, with "throw" or "discard" last if at all';
  throw refuse(where, expected, got, 'Write ["spool", "throw"], or leave it out to throw.');
}
