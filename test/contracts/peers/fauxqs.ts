// fauxqs in this process, behind HTTP: SQS without a Scheduler.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startFauxqs } from "fauxqs";
import { createClients, LOCAL_ROLE } from "../clients.ts";
import type { StartPeer } from "../peer.ts";
import { toRealTime } from "../time.ts";

// It does not export its manifest.
const MANIFEST = join(import.meta.dirname, "../../../node_modules/fauxqs/package.json");

export const startFauxqsPeer: StartPeer = async () => {
  const server = await startFauxqs({ port: 0, logger: false });
  const access = { ...createClients(server.address), time: toRealTime(0.3, 2), roleArn: LOCAL_ROLE };
  return {
    name: "fauxqs",
    version: (JSON.parse(readFileSync(MANIFEST, "utf8")) as { version: string }).version,
    enter: () => access,
    async stop() {
      access.sqs.destroy();
      access.scheduler.destroy();
      await server.stop();
    },
  };
};
