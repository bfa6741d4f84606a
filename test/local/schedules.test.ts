// Schedules in the local runner: those of the definitions at its engine, and far delays beside them.

import { describe, expect, onTestFinished, type TestContext, test, vi } from "vitest";
import { schedulerOf } from "../../lib/aws/connect-scheduler.ts";
import { systemClock } from "../../lib/core/clock.ts";
import type { Scheduler } from "../../lib/core/ports.ts";
import { createEngine, type Engine } from "../../lib/engine/engine.ts";
import { startHttpServer } from "../../lib/engine/http-server.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { createApp, saying } from "../support/app-folder.ts";
import { startRunner } from "../support/local-runner.ts";

// These tests start processes: each takes a second or two on a busy machine.
const PROCESS_TIMEOUT = 60_000;

/** A module with the job "report", which a rate runs as soon as it is made. */
function reporting(rate: string, word: string): string {
  return `import { current, job, rate } from "errand";
export const report = job("report", (word) => console.log(["report", word, typeof current().scheduledAt].join(" ")), {
  schedule: rate("${rate}", { args: ["${word}"] }),
});
`;
}

async function start(context: TestContext, module: string, options: { readonly endpoint?: string } = {}) {
  const app = createApp(context, { "jobs.ts": module });
  const { ready, output, notices } = startRunner(context, { jobs: app.path("jobs.ts"), ...options });
  const { runner } = await ready();
  return { app, runner, output, notices };
}

/** The schedules where the runner's environment says, as any program has them. */
async function schedulesOf(environment: Readonly<Record<string, string>>): Promise<Scheduler> {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value); // the SDK reads its keys there
  onTestFinished(() => void vi.unstubAllEnvs());
  return schedulerOf(environment) as Scheduler;
}

describe("schedules in the local runner", { timeout: PROCESS_TIMEOUT }, () => {
  test("run their jobs with their arguments, and follow the code when it changes", async (context) => {
    const { app, runner, output, notices } = await start(context, reporting("1 day", "daily"));
    await output.until((line) => line === "report daily object");
    const scheduler = await schedulesOf(runner.environment);
    const [daily] = await scheduler.list("job.");
    expect(daily).toMatchObject({ expression: "rate(1 day)", priority: "low" });
    expect(runner.schedules()).toEqual([
      { job: "report", expression: "rate(1 day)", timeZone: "UTC", enabled: true, args: ["daily"] },
    ]);

    app.replace("jobs.ts", reporting("2 days", "every other"));
    await output.until((line) => line === "report every other object");
    await notices.until((notice) => notice.includes("loaded anew"));
    expect(await scheduler.list("job.")).toMatchObject([{ expression: "rate(2 days)" }]);

    app.replace("jobs.ts", saying("nothing"));
    await notices.until((notice) => notice.includes("loaded anew"), 2);
    expect(await scheduler.list("job.")).toEqual([]);
  });

  test("an endpoint without a scheduler is told of, and the jobs run on", async (context) => {
    const engine = createEngine({ clock: systemClock });
    const queuesOnly: Engine = {
      ...engine,
      handle: async (request) =>
        request.url.includes("/schedule")
          ? { status: 404, headers: {}, body: '{"message":"not found"}' }
          : engine.handle(request),
    };
    const server = await startHttpServer(queuesOnly, { port: 0 });
    context.onTestFinished(() => server.close());
    const { runner, notices } = await start(context, reporting("1 day", "daily"), { endpoint: server.url });
    const notice = await notices.until((line) => line.includes("No schedule can be kept"));
    expect(notice).toContain(server.url);
    expect(runner.environment).not.toHaveProperty("ERRAND_SCHEDULE_GROUP");
  });

  test("are fired by the runner where they are only kept, and a runner that starts finds those of others", async (context) => {
    const server = await startHttpServer(likeLocalStack(), { port: 0 });
    context.onTestFinished(() => server.close());
    const { runner, output } = await start(context, reporting("1 day", "daily"), { endpoint: server.url });
    await output.until((line) => line === "report daily object");
    const scheduler = await schedulesOf(runner.environment);
    const far = { name: "far", expression: "at(2099-01-01T00:00:00)", timeZone: "UTC", enabled: true };
    await scheduler.create({ ...far, body: '{"function":"report","args":["far"]}', priority: "low" });
    await start(context, reporting("1 day", "daily"), { endpoint: server.url });
    expect(await scheduler.find("far")).toMatchObject(far);
  });
});

/** Its scheduler never fires, says who it is, and empties a group that is made again: as LocalStack 4.14 does. */
function likeLocalStack(): Engine {
  const queues = createEngine({ clock: systemClock });
  const schedules = createEngine({ clock: createManualClock(Date.now()) });
  return {
    close() {
      queues.close();
      schedules.close();
    },
    async handle(request, signal) {
      const { url, method } = request;
      if (url.endsWith("/_localstack/info")) return { status: 200, headers: {}, body: '{"version":"4.14.0"}' };
      if (!url.includes("/schedule")) return queues.handle(request, signal);
      if (method === "POST" && url.includes("/schedule-groups/")) {
        const deleted = { ...request, method: "DELETE", url: `${url}?clientToken=${crypto.randomUUID()}`, body: "" };
        await schedules.handle(deleted);
      }
      return schedules.handle(request);
    },
  };
}
