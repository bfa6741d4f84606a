// The gazette's image, built and run against the engine: `npm run test:image`. Where there is no Docker it says so, and builds nothing.
// Ends with "N passed, N failed".

import { execFileSync, spawnSync } from "node:child_process";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { countMessages, makeQueues } from "../lib/aws/queues.ts";
import { systemClock } from "../lib/core/clock.ts";
import { queueVariable } from "../lib/core/environment.ts";
import { toTopology } from "../lib/core/topology.ts";
import { createEngine } from "../lib/engine/engine.ts";
import { startHttpServer } from "../lib/engine/http-server.ts";
import { until } from "../test/e2e/until.ts";

const TAG = "gazette-worker-test";

const docker = (...args: readonly string[]): string => execFileSync("docker", args, { encoding: "utf8" }).trim();

const info = spawnSync("docker", ["info"], { encoding: "utf8" });
if (info.status !== 0) {
  const why = (info.error?.message ?? info.stderr).trim().split("\n").at(-1);
  console.log(`Not built: there is no Docker here (docker info: ${why}).\n0 passed, 0 failed`);
  process.exit(0);
}

execFileSync("docker", ["build", "--file", "examples/gazette/Dockerfile", "--tag", TAG, "."], { stdio: "inherit" });

const server = await startHttpServer(createEngine({ clock: systemClock }));
const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const sqs = new SQSClient({ endpoint: server.url, region: "us-east-1", credentials });
const environment: Record<string, string> = {
  AWS_ENDPOINT_URL: server.url,
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
};
const [, low] = await Promise.all(
  toTopology().queues.map(async (plan) => {
    const pair = await makeQueues(sqs, plan);
    environment[queueVariable(plan.priority, "queue")] = pair.url;
    environment[queueVariable(plan.priority, "dead")] = pair.deadUrl;
    return pair;
  }),
);
if (low === undefined) throw new Error("A topology has two queues.");
const body = JSON.stringify({ function: "make-thumbnail", args: ["coffee.jpg", 100] });
await sqs.send(new SendMessageCommand({ QueueUrl: low.url, MessageBody: body }));

// Its network is this machine's, on which the engine listens to itself alone.
const variables = Object.entries(environment).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
const container = docker("run", "--detach", "--init", "--network", "host", ...variables, TAG);
try {
  await until("the job to be done", { seconds: 60, signal: new AbortController().signal }, async () => {
    const { waiting, inFlight, dead } = await countMessages(sqs, low);
    if (dead > 0) throw new Error(`The job is dead:\n${docker("logs", container)}`);
    return waiting + inFlight === 0 ? true : undefined;
  });
  docker("stop", "--timeout", "40", container);
  const code = docker("inspect", "--format", "{{.State.ExitCode}}", container);
  console.log(docker("logs", container));
  console.log(code === "0" ? "1 passed, 0 failed" : `It ended with ${code}.\n0 passed, 1 failed`);
  process.exitCode = code === "0" ? 0 : 1;
} finally {
  docker("rm", "--force", container);
  sqs.destroy();
  await server.close();
}
