import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, type TestContext, test } from "vitest";
import { startRunner } from "../support/local-runner.ts";
import { createSightings } from "../support/waiting.ts";

const CLI = fileURLToPath(new URL("../../lib/cli.ts", import.meta.url));
const JOBS = fileURLToPath(new URL("../local/fixtures/jobs.ts", import.meta.url));
const PROCESS_TIMEOUT = 60_000;

function errandWork(
  { onTestFinished }: Pick<TestContext, "onTestFinished">,
  environment: Readonly<Record<string, string>>,
  ...flags: string[]
) {
  const child = spawn(process.execPath, ["--conditions=@errand/source", "--", CLI, "work", "--jobs", JOBS, ...flags], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createSightings<string>();
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on("line", lines.add);
  const exited = once(child, "close").then(([code, signal]: (number | string | null)[]) => code ?? signal);
  return { child, lines, exited };
}

/** Queues that nobody but the test's own workers reads. */
async function queuesFor(context: TestContext) {
  const { ready } = startRunner(context, { jobs: JOBS, concurrency: { high: 0, low: 0 }, watch: false });
  const { runner, send } = await ready();
  return { send, environment: runner.environment, counts: () => runner.counts() };
}

test(
  "errand work runs what is in the queues, tells of it, and stops at SIGTERM with 0",
  async (context) => {
    const { environment, send, counts } = await queuesFor(context);
    const { child, lines, exited } = errandWork(
      context,
      environment,
      "--concurrency",
      "20",
      "--wait",
      "1",
      "--health",
      "0",
    );
    const started =
      /^worker started: up to 20 jobs at once, of high before low priority; health at (http:\/\/127\.0\.0\.1:\d+)$/;
    const [, url] = started.exec(await lines.until((line) => started.test(line))) ?? [];
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    await send(["echo", "hello"], ["fail-once"]);
    await lines.until((line) => line === "echo hello 1");
    await lines.until((line) => /^fail-once \S+ \[low\] attempt 1 failed after /.test(line));
    await lines.until((line) => line === "succeeded");
    await lines.until((line) => /^fail-once \S+ \[low\] attempt 2 completed in /.test(line));
    child.kill("SIGTERM");
    expect(await exited).toBe(0);
    expect(lines.items.at(-1)).toBe("worker stopped");
    expect((await counts()).low).toEqual({ waiting: 0, delayed: 0, inFlight: 0, dead: 0 });
  },
  PROCESS_TIMEOUT,
);

test(
  "a job that still runs when the grace is over is handed back, at no attempt's cost",
  async (context) => {
    const { environment, send, counts } = await queuesFor(context);
    const { child, lines, exited } = errandWork(context, environment, "--grace", "0s");
    await send(["hang"]);
    await lines.until((line) => line.startsWith("hanging "));
    child.kill("SIGTERM");
    expect(await exited).toBe(0);
    expect(lines.items).toContainEqual(
      expect.stringMatching(/^hang \S+ \[low\] was in the hands of a worker that stops/),
    );
    expect((await counts()).low).toEqual({ waiting: 1, delayed: 0, inFlight: 0, dead: 0 });
  },
  PROCESS_TIMEOUT,
);

test(
  "a second signal ends it at once",
  async (context) => {
    const { environment, send } = await queuesFor(context);
    const { child, lines, exited } = errandWork(context, environment, "--grace", "1 hour");
    await send(["hang"]);
    await lines.until((line) => line.startsWith("hanging "));
    child.kill("SIGINT");
    await lines.until((line) => line.startsWith("worker stops: 1 running job may finish"));
    child.kill("SIGINT");
    expect(await exited).toBe("SIGINT");
  },
  PROCESS_TIMEOUT,
);

test(
  "what the variable ERRAND_WORKER tells is as if by flags, and a flag wins",
  async (context) => {
    const { environment, send } = await queuesFor(context);
    const told = { concurrency: 3, priorities: ["low"], grace: 0, waitTimeSeconds: 1, health: { port: 0 } };
    const variables = { ...environment, ERRAND_WORKER: JSON.stringify(told) };
    const { child, lines, exited } = errandWork(context, variables, "--concurrency", "4", "--health-host", "localhost");
    const started = /^worker started: up to 4 jobs at once, of low priority; health at http:\/\/\S+:\d+$/;
    await lines.until((line) => started.test(line));
    await send(["hang"]);
    await lines.until((line) => line.startsWith("hanging "));
    child.kill("SIGTERM");
    expect(await exited).toBe(0);
    expect(lines.items).toContainEqual(
      expect.stringMatching(/^hang \S+ \[low\] was in the hands of a worker that stops/),
    );
  },
  PROCESS_TIMEOUT,
);

test.each([
  ["what is no JSON", "concurrency=3", 'must be options of a worker as JSON, such as {"concurrency":20,"grace":60}'],
  ["a list", "[]", "must be an object, got an array of 0"],
  ["an option that there isn't", '{"concurency":3}', 'has no option "concurency"; it knows concurrency, '],
  ["a value that can't be", '{"concurrency":0}', 'can\'t be used: createWorker: "concurrency" must be a whole number'],
  ["a job that there isn't", '{"only":["ecco"]}', 'can\'t be used: createWorker: "only" names "ecco"'],
])(
  "errand work with %s in ERRAND_WORKER names the variable and ends with 1",
  async (_, value, message) => {
    const { lines, exited } = errandWork({ onTestFinished }, { ERRAND_WORKER: value }, "--concurrency", "4");
    expect(await exited).toBe(1);
    expect(lines.items.join("\n")).toContain(`The variable ERRAND_WORKER ${message}`);
  },
  PROCESS_TIMEOUT,
);

test.each([
  ["--concurrency 0", ["--concurrency", "0"], 'It must be a whole number from 1 to 1,000, got "0"'],
  ["a priority that there isn't", ["--priority", "urgent"], "Allowed choices are high, low"],
  [
    "a job that there isn't",
    ["--only", "ecco"],
    '"only" names "ecco", but no job is called so; there are block, chain, echo',
  ],
  [
    "an address for health and no port",
    ["--health-host", "0.0.0.0"],
    '--health-host must come with --health and a port, got "0.0.0.0" alone',
  ],
  ["no queues", [], "ERRAND_HIGH_QUEUE_URL must be the URL of the high-priority queue, but is not set"],
  [
    "a file of variables that isn't there",
    ["--env-file", "nowhere.env"],
    '--env-file must be a file of NAME=value lines, got "nowhere.env"',
  ],
])(
  "errand work with %s says so and ends with 1",
  async (_, flags, message) => {
    const { lines, exited } = errandWork({ onTestFinished }, {}, ...flags);
    expect(await exited).toBe(1);
    expect(lines.items.join("\n")).toContain(message);
  },
  PROCESS_TIMEOUT,
);
