// The engine behind HTTP, on the wall's clock: one for all cases.

import { systemClock } from "../../../lib/core/clock.ts";
import { createEngine } from "../../../lib/engine/engine.ts";
import { startHttpServer } from "../../../lib/engine/http-server.ts";
import { createClients, LOCAL_ROLE } from "../clients.ts";
import type { StartPeer } from "../peer.ts";
import { toRealTime } from "../time.ts";

export const startEngineHttp: StartPeer = async () => {
  const engine = createEngine({ clock: systemClock });
  const server = await startHttpServer(engine);
  const access = { ...createClients(server.url), time: toRealTime(0.1, 2), roleArn: LOCAL_ROLE };
  return {
    name: "engine-http",
    version: "",
    enter: () => access,
    async stop() {
      access.sqs.destroy();
      access.scheduler.destroy();
      engine.close();
      await server.close();
    },
  };
};
