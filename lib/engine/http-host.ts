// Which Host a request may name: this machine's own only, so that a web page can't reach the engine by a name that its
// owner points at 127.0.0.1 (DNS rebinding).

import type { EngineResponse } from "./exchange.ts";
import { refuse } from "./refusal.ts";

const LOCAL = /^(127\.0\.0\.1|localhost|\[::1\]|([a-z0-9-]+\.)+localhost)(:(?<port>\d+))?$/i;

/** Undefined where the host is fine. */
export function refuseHost(host: string | undefined, port: number): EngineResponse | undefined {
  const groups = LOCAL.exec(host ?? "");
  // A client leaves out the port that HTTP has by default.
  if (groups !== null && Number(groups.groups?.["port"] ?? 80) === port) return undefined;
  const expected = `Expected 127.0.0.1:${port}, localhost:${port}, [::1]:${port} or <name>.localhost:${port}`;
  const advice = "Send the request to one of these; through a proxy, have it set the Host header.";
  return refuse(403, "InvalidSecurity", `The Host header is foreign. ${expected}, got "${host ?? ""}". ${advice}`);
}
