// The engine in this process: one for each case, with a clock of its own.

import { createEngine } from "../../../lib/engine/engine.ts";
import { createRequestHandler } from "../../../lib/engine/request-handler.ts";
import { createManualClock } from "../../../lib/testing/manual-clock.ts";
import { createClientsOf, LOCAL_ROLE } from "../clients.ts";
import type { StartPeer } from "../peer.ts";
import { toMovableTime } from "../time.ts";

export const startEngine: StartPeer = async () => ({
  name: "engine",
  version: "",
  enter() {
    const clock = createManualClock();
    const requestHandler = createRequestHandler(createEngine({ clock }));
    return { ...createClientsOf(requestHandler), time: toMovableTime(clock), roleArn: LOCAL_ROLE };
  },
  async stop() {},
});
