import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, expect, type TestContext, test } from "vitest";
import { createApp } from "../support/app-folder.ts";
import { aFreePort, isOpen } from "../support/ports.ts";
import { isRunning, untilGone } from "../support/processes.ts";
import { createSightings } from "../support/waiting.ts";

const CLI = fileURLToPath(new URL("../../lib/cli.ts", import.meta.url));
const JOBS = fileURLToPath(new URL("../local/fixtures/jobs.ts", import.meta.url));
const PROCESS_TIMEOUT = 60_000;

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function errand(...args: string[]) {
  return errandWith(process.env, ...args);
}

function errandWith(env: NodeJS.ProcessEnv, ...args: string[]) {
  const child = spawn(process.execPath, ["--conditions=@errand/source", "--", CLI, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env,
  });
  children.push(child);
  const out = createSightings<string>();
  const err = createSightings<string>();
  createInterface({ input: child.stdout }).on("line", out.add);
  createInterface({ input: child.stderr }).on("line", err.add);
  const exited = once(child, "close").then(([code]: (number | null)[]) => code);
  return { child, out, err, exited };
}

test(
  "errand dev prints the environment, writes it to a file, runs what is sent there, and stops on Ctrl-C",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "errand-"));
    const file = join(folder, ".env");
    const { child, out, err, exited } = errand("dev", "--jobs", JOBS, "--port", "0", "--env-file", file);
    await err.until((line) => line.startsWith("Ready at "));

    const text = await readFile(file, "utf8");
    expect(text.trimEnd().split("\n")).toEqual(out.items);
    for (const line of out.items) expect(line).toMatch(/^[A-Z_]+=\S+$/);
    const environment = Object.fromEntries(out.items.map((line) => line.split("=", 2) as [string, string]));
    expect(Object.keys(environment)).toEqual(
      expect.arrayContaining([
        "AWS_ENDPOINT_URL",
        "AWS_REGION",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "ERRAND_BUCKET",
        "ERRAND_HIGH_QUEUE_URL",
        "ERRAND_HIGH_DEAD_QUEUE_URL",
        "ERRAND_LOW_QUEUE_URL",
        "ERRAND_LOW_DEAD_QUEUE_URL",
      ]),
    );

    const sqs = new SQSClient({
      endpoint: environment["AWS_ENDPOINT_URL"] ?? "",
      region: environment["AWS_REGION"] ?? "",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const MessageBody = '{"function":"echo","args":["hello"]}';
    await sqs.send(new SendMessageCommand({ QueueUrl: environment["ERRAND_HIGH_QUEUE_URL"], MessageBody }));
    await err.until((line) => line === "echo hello 1");
    await err.until((line) => /^echo \S+ \[high\] attempt 1 completed in /.test(line));

    child.kill("SIGINT");
    expect(await exited).toBe(0);
    await rm(folder, { recursive: true });
  },
  PROCESS_TIMEOUT,
);

test(
  "errand dev does not write over a file that holds other variables, and leaves nothing running",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "errand-"));
    const file = join(folder, ".env");
    await writeFile(file, "DATABASE_URL=postgres://localhost/app\n");
    const { err, exited } = errand("dev", "--jobs", JOBS, "--port", "0", "--env-file", file);
    expect(await exited).toBe(1);
    expect(err.items.join("\n")).toContain("it holds more than the variables of a local runner");
    expect(await readFile(file, "utf8")).toBe("DATABASE_URL=postgres://localhost/app\n");
    await rm(folder, { recursive: true });
  },
  PROCESS_TIMEOUT,
);

test.each<[string, string[], number, string]>([
  ["no jobs named", ["dev"], 1, "required option '--jobs <file>' not specified"],
  ["jobs that aren't there", ["dev", "--jobs", "no/such.ts", "--port", "0"], 1, "no/such.ts could not be loaded"],
  ["a port that is no number", ["dev", "--jobs", JOBS, "--port", "many"], 1, 'must be a whole number, got "many"'],
  [
    "a port out of range",
    ["dev", "--jobs", JOBS, "--port", "70000"],
    1,
    '"port" must be a whole number from 0 to 65535',
  ],
  ["an unknown command", ["serve"], 1, "unknown command 'serve'"],
])(
  "%s: it says so and fails",
  async (_, args, code, message) => {
    const { err, exited } = errand(...args);
    expect(await exited).toBe(code);
    expect(err.items.join("\n")).toContain(message);
  },
  PROCESS_TIMEOUT,
);

test(
  "help tells the commands and their options",
  async () => {
    const { out, exited } = errand("dev", "--help");
    expect(await exited).toBe(0);
    expect(out.items.join("\n")).toContain("--env-file <file>");
  },
  PROCESS_TIMEOUT,
);

/** Sends to the low queue of the environment that a runner has printed. */
async function sendTo(lines: readonly string[], MessageBody: string, DelaySeconds?: number): Promise<void> {
  const environment = Object.fromEntries(lines.map((line) => line.split("=", 2) as [string, string]));
  const sqs = new SQSClient({
    endpoint: environment["AWS_ENDPOINT_URL"] ?? "",
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const QueueUrl = environment["ERRAND_LOW_QUEUE_URL"];
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds }));
}

/** The runner with a job under way that says its process's id and then does `body`. */
async function aRunningJob(context: TestContext, body: string) {
  const app = createApp(context, {
    "jobs.ts": `import { job } from "errand";
export const run = job("run", async () => {
  console.log("pid " + process.pid);
  await new Promise((resolve) => setTimeout(resolve)); // lets the line out
  ${body}
});\n`,
  });
  const dev = errand("dev", "--jobs", app.path("jobs.ts"), "--port", "0");
  await dev.err.until((line) => line.startsWith("Ready at "));
  await sendTo(dev.out.items, '{"function":"run","args":[]}');
  const pid = Number((await dev.err.until((line) => line.startsWith("pid "))).replace("pid ", ""));
  context.onTestFinished(() => {
    if (isRunning(pid)) process.kill(pid, "SIGKILL"); // what a failing test leaves behind would block a core for ever
  });
  return { ...dev, pid };
}

test(
  "a second Ctrl-C ends running jobs at once, with the exit code of an interrupted program",
  async (context) => {
    const { child, err, exited, pid } = await aRunningJob(context, "for (;;);");
    child.kill("SIGINT");
    await err.until((line) => line.startsWith("Stopping: "));
    expect(isRunning(pid)).toBe(true);
    child.kill("SIGINT");
    expect(await exited).toBe(130);
    await untilGone(pid);
  },
  PROCESS_TIMEOUT,
);

test(
  "a runner that is killed takes its function processes with it",
  async (context) => {
    const { child, pid } = await aRunningJob(context, "await new Promise(() => setInterval(() => {}, 1000));");
    child.kill("SIGKILL");
    await untilGone(pid);
  },
  PROCESS_TIMEOUT,
);

test(
  "SIGTERM stops it as Ctrl-C does; the port is free afterwards",
  async () => {
    const port = await aFreePort();
    const { child, err, exited } = errand("dev", "--jobs", JOBS, "--port", String(port));
    await err.until((line) => line.startsWith("Ready at "));
    expect(await isOpen(port)).toBe(true);
    child.kill("SIGTERM");
    expect(await exited).toBe(0);
    expect(await isOpen(port)).toBe(false);
  },
  PROCESS_TIMEOUT,
);

test(
  "nobody's own keys and profile are printed or given to jobs; the region is",
  async (context) => {
    const own = {
      AWS_ACCESS_KEY_ID: "AKIAOWN",
      AWS_SECRET_ACCESS_KEY: "own-secret",
      AWS_SESSION_TOKEN: "own-token",
      AWS_PROFILE: "own-profile",
      AWS_REGION: "eu-central-1",
    };
    const app = createApp(context, {
      "jobs.ts": `import { job } from "errand";
for (const [name, value] of Object.entries(process.env)) if (/^own-|AKIAOWN/.test(value)) console.log("leak " + name);
console.log("looked through the environment");
export const any = job("any", () => {});\n`,
    });
    const { out, err } = errandWith({ ...process.env, ...own }, "dev", "--jobs", app.path("jobs.ts"), "--port", "0");
    await err.until((line) => line.startsWith("Ready at "));
    await out.until((line) => line.startsWith("ERRAND_LOW_DEAD_QUEUE_URL=")); // another pipe, in no order with the first
    expect(out.items).toEqual(
      expect.arrayContaining(["AWS_REGION=eu-central-1", "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test"]),
    );
    expect(out.items.join()).not.toMatch(/own-|AKIAOWN/);
    await err.until((line) => line === "looked through the environment");
    expect(err.items.filter((line) => line.startsWith("leak "))).toEqual([]);
  },
  PROCESS_TIMEOUT,
);

test(
  "errand dev --data runs after a kill what was queued before it, and a second runner on the folder is refused",
  async ({ onTestFinished }) => {
    const folder = await mkdtemp(join(tmpdir(), "errand-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const start = () => errand("dev", "--jobs", JOBS, "--port", "0", "--data", folder);
    const first = start();
    await first.err.until((line) => line.startsWith("Ready at "));

    const second = start();
    expect(await second.exited).toBe(1);
    expect(second.err.items.join("\n")).toContain(
      `can't be kept in ${join(folder, "engine.sqlite")}: database is locked`,
    );

    await sendTo(first.out.items, '{"function":"echo","args":["outlived"]}', 1);
    first.child.kill("SIGKILL");
    await first.exited;
    const third = start();
    await third.err.until((line) => line === "echo outlived 1");
  },
  PROCESS_TIMEOUT,
);
