// Which peers a run is held against: the engine both ways, unless ERRAND_TEST_PEERS names others.

import type { RunningPeer } from "./peer.ts";
import { startAws } from "./peers/aws.ts";
import { startEndpoint } from "./peers/endpoint.ts";
import { startEngine } from "./peers/engine.ts";
import { startEngineHttp } from "./peers/engine-http.ts";
import { startFauxqsPeer } from "./peers/fauxqs.ts";

/** Between commas: engine, engine-http, fauxqs, aws, or an address. */
export function startPeers(): Promise<readonly RunningPeer[]> {
  const names = process.env["ERRAND_TEST_PEERS"] ?? "engine,engine-http";
  return Promise.all(names.split(",").map(startPeer));
}

function startPeer(name: string): Promise<RunningPeer> {
  if (/^https?:/.test(name)) return startEndpoint(name);
  switch (name) {
    case "engine":
      return startEngine();
    case "engine-http":
      return startEngineHttp();
    case "fauxqs":
      return startFauxqsPeer();
    case "aws":
      return startAws();
    default:
      throw new Error(`ERRAND_TEST_PEERS: expected engine, engine-http, fauxqs, aws or an address, got "${name}".`);
  }
}
