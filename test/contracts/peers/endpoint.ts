// Whatever answers at an address: it is asked what it is, so that its own list of differences is taken.

import { createClients, LOCAL_ROLE } from "../clients.ts";
import type { RunningPeer } from "../peer.ts";
import { toRealTime } from "../time.ts";

/** Emulators look at their timers about once a second. */
const SLACK_SECONDS = 1.2;
const PATIENCE_SECONDS = 5;

export async function startEndpoint(endpoint: string): Promise<RunningPeer> {
  const access = {
    ...createClients(endpoint),
    time: toRealTime(SLACK_SECONDS, PATIENCE_SECONDS),
    roleArn: LOCAL_ROLE,
  };
  return {
    ...(await identify(endpoint)),
    enter: () => access,
    async stop() {
      access.sqs.destroy();
      access.scheduler.destroy();
    },
  };
}

export async function identify(endpoint: string): Promise<{ readonly name: string; readonly version: string }> {
  await fetch(endpoint).catch((cause: Error) => {
    const why = cause.cause instanceof Error ? cause.cause.message : cause.message;
    const advice = "Start it, or mend ERRAND_TEST_ENDPOINT.";
    throw new Error(`Nothing answers at ${endpoint}: ${why}. Expected SQS and EventBridge Scheduler there. ${advice}`);
  });
  // MiniStack answers under LocalStack's name as well: it is asked for first.
  for (const name of ["ministack", "localstack"]) {
    const response = await fetch(new URL(`/_${name}/health`, endpoint)).catch(() => undefined);
    const health: unknown = response?.ok === true ? await response.json().catch(() => undefined) : undefined;
    if (typeof health === "object" && health !== null) {
      return { name, version: "version" in health ? String(health.version) : "" };
    }
  }
  return { name: process.env["ERRAND_TEST_PEER"] ?? "endpoint", version: "" };
}
