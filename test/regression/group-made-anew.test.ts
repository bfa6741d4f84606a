import { expect, onTestFinished, test } from "vitest";
import { toEngineEndpoint } from "../../lib/aws/endpoint.ts";
import { createEndpointScheduler } from "../../lib/aws/endpoint-scheduler.ts";
import { systemClock } from "../../lib/core/clock.ts";
import { createEngine, type Engine } from "../../lib/engine/engine.ts";
import { startHttpServer } from "../../lib/engine/http-server.ts";

const ENVIRONMENT = {
  ERRAND_SCHEDULE_GROUP: "errand",
  ERRAND_SCHEDULE_ROLE_ARN: "arn:aws:iam::000000000000:role/errand",
  ERRAND_LOW_QUEUE_URL: "http://127.0.0.1/000000000000/low",
  ERRAND_HIGH_QUEUE_URL: "http://127.0.0.1/000000000000/high",
};

// LocalStack 4.14 answers CreateScheduleGroup with success where the group is there, and makes it anew: each start of
// a runner lost every schedule, and with them every delayed job.
test("a runner that starts where another has started before leaves what its schedule group holds", async () => {
  const engine = createEngine({ clock: systemClock });
  const likeLocalStack: Engine = {
    ...engine,
    async handle(request, signal) {
      const isGroup = request.method === "POST" && /\/schedule-groups\//.test(request.url);
      if (isGroup) await engine.handle({ ...request, method: "DELETE", body: "" }, signal);
      return engine.handle(request, signal);
    },
  };
  const server = await startHttpServer(likeLocalStack);
  onTestFinished(() => server.close());
  const start = async () => {
    const started = createEndpointScheduler(toEngineEndpoint(server.url, "us-east-1"), ENVIRONMENT);
    onTestFinished(() => started.close());
    await started.makeGroup();
    return started.scheduler;
  };
  const first = await start();
  const body = '{"function":"remind","args":[]}';
  const expression = "at(2199-01-01T00:00:00)";
  await first.create({ name: "once.1", expression, timeZone: "UTC", enabled: true, body, priority: "low" });
  const second = await start();
  expect(await second.list("once.")).toMatchObject([{ name: "once.1" }]);
});
