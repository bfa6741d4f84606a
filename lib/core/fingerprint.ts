// What makes two failures the same one: the error without what differs from run to run, and where in the code it came from.

import type { ErrorRecord } from "./events.ts";

/** Each kind of text that differs though the failure is the same, and what stands for it. The order counts. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/"[^"]*"|`[^`]*`|(?<!\w)'[^']*'(?!\w)|“[^”]*”|«[^»]*»/g, "<text>"],
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, "<address>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<uuid>"],
  [/\b(0x[0-9a-f]+|(?=[a-f]*\d)[0-9a-f]{8,})\b/gi, "<hex>"],
  [/\d+([.,:]\d+)*/g, "<number>"],
];

/** As long as Errand's own dead letters have them; others may be as long as a message, and take long to look through. */
const LONGEST_MESSAGE = 1024;
const LONGEST_STACK = 4096;

/** Names that a minifier gave: they change with every build. */
const SHORTEST_NAME = 3;

/**
 * Twelve hexadecimal digits, the same for the same failure over deployments: line numbers, folders and the marks that
 * bundlers put into file names don't count.
 *
 * @param error `undefined` where a message tells none: those have a fingerprint in common.
 */
export async function fingerprintOf(error: ErrorRecord | undefined): Promise<string> {
  const { name, message, stack } = error ?? { name: "", message: "" };
  const text = normalise(message.slice(0, LONGEST_MESSAGE));
  const same = [name, text, firstOwnFrame((stack ?? "").slice(0, LONGEST_STACK))].join("\n");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(same));
  return Buffer.from(digest).toString("hex").slice(0, 12);
}

function normalise(message: string): string {
  return VARYING.reduce((text, [pattern, mark]) => text.replace(pattern, mark), message);
}

/** The function and file of the topmost call that is neither Node's nor a package's; the empty string without one. */
function firstOwnFrame(stack: string): string {
  for (const line of stack.split("\n")) {
    const frame = /^\s+at (?:async )?(?:new )?(?:(.+) \()?(.+?)(?::\d+)?(?::\d+)?\)?$/.exec(line);
    const [, call = "", file = ""] = frame ?? [];
    if (frame === null || /^node:|^<anonymous>$|^native$|[/\\]node_modules[/\\]/.test(file)) continue;
    return `${nameOf(call)} ${fileOf(file)}`;
  }
  return "";
}

function nameOf(call: string): string {
  const name = call.replace(/ \[as .*\]$/, "").replace(/^(Object|Module|Function)\./, "");
  // A function without a name is called by the option that stands behind it: `job.retry.attempts`.
  return name.length < SHORTEST_NAME || name === "<anonymous>" || name.startsWith("job.") ? "" : name;
}

/** The file's name, without its folder and without a bundler's hash: `chunk-K3J2H1AB.js` is `chunk.js`. */
function fileOf(path: string): string {
  const file = path.split(/[/\\]/).at(-1) ?? "";
  return file.replace(/\?.*$/, "").replace(/[-.](?=\w*\d)\w{6,}(?=\.)/g, "");
}
