// The bundle of a service, as its image has it: run here as Fargate would, and made without Docker.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { Template } from "aws-cdk-lib/assertions";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { makeQueues } from "../../../lib/aws/queues.ts";
import { bundleJobs, toSpecifier } from "../../../lib/cdk/bundle-jobs.ts";
import { checkBundling } from "../../../lib/cdk/bundling.ts";
import { toProgram } from "../../../lib/cdk/service/program.ts";
import { writeBundle } from "../../../lib/cdk/worker-code.ts";
import { systemClock } from "../../../lib/core/clock.ts";
import { queueVariable } from "../../../lib/core/environment.ts";
import { toTopology } from "../../../lib/core/topology.ts";
import { createEngine } from "../../../lib/engine/engine.ts";
import { startHttpServer } from "../../../lib/engine/http-server.ts";
import { aFreePort } from "../../support/ports.ts";
import { anApp, aStack } from "../synth.ts";
import { anEntry } from "../workers.ts";
import { aService, JOBS } from "./services.ts";

const NODE = join(import.meta.dirname, "../../../node_modules/node/bin/node");

/** The bundle of a module, where no package is found. */
function aBundle(entry: string): string {
  const folder = mkdtempSync(join(tmpdir(), "errand-service-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const bundling = checkBundling({ conditions: ["@errand/source"] });
  writeBundle(bundleJobs(entry, bundling, "WorkerService", toProgram(toSpecifier(entry))), bundling, folder);
  return folder;
}

/** The engine behind HTTP with its queues, by the variables that a task has. */
async function anEndpoint() {
  const { url, close } = await startHttpServer(createEngine({ clock: systemClock }));
  onTestFinished(() => close());
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const sqs = new SQSClient({ endpoint: url, region: "us-east-1", credentials });
  const environment: Record<string, string> = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  };
  for (const plan of toTopology().queues) {
    const pair = await makeQueues(sqs, plan);
    environment[queueVariable(plan.priority, "queue")] = pair.url;
    environment[queueVariable(plan.priority, "dead")] = pair.deadUrl;
  }
  return { sqs, environment };
}

test("runs the jobs of its queues, answers who asks for its health, and ends with 0 when it is told to", async () => {
  const folder = aBundle(
    anEntry(
      'import { job } from "errand"; export const say = job("say", (word: string) => console.log("said", word));',
    ),
  );
  const { sqs, environment } = await anEndpoint();
  const port = await aFreePort();
  const settings = { concurrency: 2, priorities: ["high", "low"], grace: 5, waitTimeSeconds: 1, health: { port } };
  const child = spawn(NODE, ["--enable-source-maps", "index.mjs"], {
    cwd: folder,
    env: { ...environment, ERRAND_WORKER: JSON.stringify(settings) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const body = JSON.stringify({ function: "say", args: ["hello"] });
  await sqs.send(new SendMessageCommand({ QueueUrl: environment["ERRAND_LOW_QUEUE_URL"], MessageBody: body }));
  for await (const line of child.stdout.setEncoding("utf8")) {
    expect(line).toBe("said hello\n");
    break;
  }
  // As the task definition has it asked.
  const check = spawn(NODE, ["-e", expectedCheck().replace("8090", String(port))]);
  expect(await once(check, "exit")).toEqual([0, null]);
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});

test("a job with a thread of its own has one, from the bundle's own file of the jobs", async () => {
  const folder = aBundle(
    anEntry(`
      import { isMainThread } from "node:worker_threads";
      import { job } from "errand";
      export const where = job("where", () => console.log(isMainThread ? "in the worker" : "in a thread"), { thread: true });`),
  );
  const { sqs, environment } = await anEndpoint();
  const child = spawn(NODE, ["--enable-source-maps", "index.mjs"], {
    cwd: folder,
    env: { ...environment, ERRAND_WORKER: JSON.stringify({ grace: 5, waitTimeSeconds: 1 }) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const body = JSON.stringify({ function: "where", args: [] });
  await sqs.send(new SendMessageCommand({ QueueUrl: environment["ERRAND_LOW_QUEUE_URL"], MessageBody: body }));
  for await (const line of child.stdout.setEncoding("utf8")) {
    expect(line).toBe("in a thread\n");
    break;
  }
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});

test("a variable that says nothing right ends it at once, with the reason", async () => {
  const folder = aBundle(JOBS);
  const { environment } = await anEndpoint();
  const env = { ...environment, ERRAND_WORKER: '{"concurrency":0}' };
  const child = spawn(NODE, ["index.mjs"], { cwd: folder, env, stdio: ["ignore", "ignore", "pipe"] });
  const [[code], told] = await Promise.all([
    once(child, "exit"),
    new Response(Readable.toWeb(child.stderr) as never).text(),
  ]);
  expect([code, told]).toEqual([1, expect.stringContaining('"concurrency" must be a whole number from 1 to 1000')]);
});

describe("the image", () => {
  /** The folder that Docker is given, and the template. */
  function synthesized() {
    const app = anApp();
    const { stack } = aService({}, aStack(app));
    const template = Template.fromStack(stack);
    const outdir = app.outdir;
    const asset = readdirSync(outdir).find(
      (name) => existsSync(join(outdir, name, "Dockerfile")) && name.startsWith("asset."),
    );
    return { folder: join(outdir, asset ?? ""), asset, template };
  }

  test("is the jobs and a program around them, run as nobody of note, which may write to /tmp alone", () => {
    const { folder, template } = synthesized();
    const dockerfile = readFileSync(join(folder, "Dockerfile"), "utf8");
    expect(dockerfile).toContain("USER node\n");
    expect(dockerfile).toContain('ENTRYPOINT ["node", "--enable-source-maps", "index.mjs"]\n');
    expect(dockerfile).not.toMatch(/^RUN/m);
    const names = readdirSync(join(folder, "app"));
    expect(names).toEqual(expect.arrayContaining(["index.mjs", "index.mjs.map", "jobs.mjs", "jobs.mjs.map"]));
    expect(names.join()).not.toContain("stdin");
    expect(readFileSync(join(folder, "app/index.mjs"), "utf8")).toContain("sourceMappingURL=index.mjs.map");
    expect(statSync(join(folder, "app/jobs.mjs")).mode & 0o444).toBe(0o444);
    template.hasResourceProperties("AWS::ECS::TaskDefinition", {
      Volumes: [{ Name: "writable" }],
      ContainerDefinitions: [
        {
          ReadonlyRootFilesystem: true,
          MountPoints: [{ ContainerPath: "/tmp", ReadOnly: false, SourceVolume: "writable" }],
          HealthCheck: { Command: ["CMD", "node", "-e", expectedCheck()], Retries: 4 },
        },
      ],
    });
  });

  test("is the same of the same sources", () => {
    expect(synthesized().asset).toBe(synthesized().asset);
  });

  test("is built when it is deployed: no synthesis asks for Docker", () => {
    const folder = mkdtempSync(join(tmpdir(), "errand-docker-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    vi.stubEnv("CDK_DOCKER", join(folder, "nothing-here"));
    onTestFinished(() => void vi.unstubAllEnvs());
    const app = anApp();
    aService({}, aStack(app));
    const { artifacts } = app.synth();
    expect(artifacts.length).toBeGreaterThan(0);
  });

  test("is not made where another stack alone is deployed", () => {
    const app = anApp({ context: { "aws:cdk:bundling-stacks": ["Other"] } });
    const { stack } = aService({ entry: "/nowhere/jobs.ts" }, aStack(app));
    Template.fromStack(stack).resourceCountIs("AWS::ECS::Service", 1);
  });
});

function expectedCheck(): string {
  return 'fetch("http://127.0.0.1:8090/live").then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))';
}
