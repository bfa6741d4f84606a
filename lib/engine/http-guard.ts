// Which requests the HTTP server takes: not those that a foreign web page has a browser on this machine send.

import type { IncomingHttpHeaders } from "node:http";
import type { EngineResponse } from "./exchange.ts";
import { refuse } from "./refusal.ts";

const LOCAL = /^(127\.0\.0\.1|localhost|\[::1\]|([a-z0-9-]+\.)+localhost)(:(?<port>\d+))?$/i;

// No browser lets a page of another site send these without an Origin; SDKs and terminals send none of them.
const OWN_SITES: readonly (string | undefined)[] = [undefined, "same-origin", "same-site", "none"];

/** Undefined where the request is fine. */
export function refuseForeign(headers: IncomingHttpHeaders, port: number): EngineResponse | undefined {
  return refuseHost(headers.host, port) ?? refuseOrigin(headers.origin, headers["sec-fetch-site"]);
}

/** A page may reach the engine by a name that its owner points at 127.0.0.1: DNS rebinding. */
function refuseHost(host: string | undefined, port: number): EngineResponse | undefined {
  const groups = LOCAL.exec(host ?? "");
  // A client leaves out the port that HTTP has by default.
  if (groups !== null && Number(groups.groups?.["port"] ?? 80) === port) return undefined;
  const expected = `Expected 127.0.0.1:${port}, localhost:${port}, [::1]:${port} or <name>.localhost:${port}`;
  const advice = "Send the request to one of these; through a proxy, have it set the Host header.";
  return refuse(403, "InvalidSecurity", `The Host header is foreign. ${expected}, got "${host ?? ""}". ${advice}`);
}

/** A page may also post to 127.0.0.1 itself: it can't read the answer, but what it sent would be done. */
function refuseOrigin(origin: string | undefined, site: string | string[] | undefined): EngineResponse | undefined {
  if (origin === undefined ? OWN_SITES.includes(site as string | undefined) : isLocal(origin)) return undefined;
  const got = origin === undefined ? `Sec-Fetch-Site "${site}"` : `Origin "${origin}"`;
  const expected = "Expected a page of this machine (127.0.0.1, localhost, [::1] or <name>.localhost), or no browser";
  const advice = "Open the page from this machine, or send the request from its server.";
  return refuse(403, "InvalidSecurity", `A foreign web page sent this request. ${expected}, got ${got}. ${advice}`);
}

function isLocal(origin: string): boolean {
  return URL.canParse(origin) && LOCAL.test(new URL(origin).host);
}
