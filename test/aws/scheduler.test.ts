import { CreateScheduleGroupCommand, GetScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { describe, expect, onTestFinished, test } from "vitest";
import { toSchedulePlace } from "../../lib/aws/schedule-place.ts";
import { createScheduleRequests } from "../../lib/aws/schedule-requests.ts";
import { createScheduler } from "../../lib/aws/scheduler.ts";
import { keptSchedules } from "../../lib/core/kept-schedules.ts";
import type { ScheduledPost, Scheduler } from "../../lib/core/ports.ts";
import { createDirectClient } from "../../lib/engine/direct-client.ts";
import { createEngine } from "../../lib/engine/engine.ts";
import { type FaultKind, type Faults, NO_FAULTS } from "../../lib/engine/faults.ts";
import { createRequestHandler } from "../../lib/engine/request-handler.ts";
import { withFaults } from "../../lib/engine/with-faults.ts";
import { createEngineScheduleRequests } from "../../lib/testing/engine-schedule-requests.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";

const ENVIRONMENT = {
  ERRAND_SCHEDULE_GROUP: "errand",
  ERRAND_SCHEDULE_ROLE_ARN: "arn:aws:iam::000000000000:role/errand",
  ERRAND_HIGH_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/000000000000/errand-high",
  ERRAND_LOW_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/000000000000/errand-low",
  ERRAND_LOW_DEAD_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/000000000000/errand-low-dead",
};

const NIGHTLY: ScheduledPost = {
  name: "code.report.1",
  expression: "cron(0 3 * * ? *)",
  timeZone: "Europe/Berlin",
  enabled: true,
  body: '{"function":"report","args":[]}',
  priority: "low",
};

/** An engine with the group "errand", and the SDK's client of it, which may be made to fail. */
async function anEngine() {
  const clock = createManualClock();
  let faults: Faults = NO_FAULTS;
  const engine = createEngine({ clock });
  onTestFinished(() => engine.close());
  const client = new SchedulerClient({
    requestHandler: createRequestHandler(withFaults(engine, () => faults, clock)),
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 9,
  });
  await client.send(new CreateScheduleGroupCommand({ Name: "errand" }));
  const of = (environment: Readonly<Record<string, string>>): Scheduler =>
    createScheduler(
      createScheduleRequests(async () => client),
      () => toSchedulePlace(environment),
    );
  /** So many requests from now on meet this. */
  const strike = (kind: FaultKind, times: number): void => {
    let left = times;
    faults = {
      ...NO_FAULTS,
      strikes(asked) {
        if (asked !== kind || left === 0) return false;
        left -= 1;
        return true;
      },
    };
  };
  return { clock, engine, client, of, strike };
}

const KINDS: readonly (readonly [string, () => Promise<Scheduler>])[] = [
  ["on EventBridge Scheduler, through the SDK", async () => (await anEngine()).of(ENVIRONMENT)],
  [
    "on the harness's engine",
    async () => {
      const { engine } = await anEngine();
      return createScheduler(createEngineScheduleRequests(engine), () => toSchedulePlace(ENVIRONMENT));
    },
  ],
  ["that only keeps", () => keptSchedules().scheduler()],
];

describe.each(KINDS)("a Scheduler %s", (_, create) => {
  test("makes what isn't there, and leaves what is", async () => {
    const scheduler = await create();
    expect(await scheduler.create(NIGHTLY)).toBe(true);
    expect(await scheduler.create({ ...NIGHTLY, expression: "rate(1 day)" })).toBe(false);
    expect(await scheduler.find(NIGHTLY.name)).toMatchObject(NIGHTLY);
  });

  test("replaces what is there, and makes nothing", async () => {
    const scheduler = await create();
    const changed: ScheduledPost = { ...NIGHTLY, timeZone: "UTC", enabled: false, body: "{}", priority: "high" };
    expect(await scheduler.replace(changed)).toBe(false);
    expect(await scheduler.find(NIGHTLY.name)).toBeUndefined();
    await scheduler.create(NIGHTLY);
    expect(await scheduler.replace(changed)).toBe(true);
    expect(await scheduler.find(NIGHTLY.name)).toMatchObject(changed);
  });

  test("removes what is there, once, and it can be made again", async () => {
    const scheduler = await create();
    expect(await scheduler.remove(NIGHTLY.name)).toBe(false);
    await scheduler.create(NIGHTLY);
    expect(await scheduler.remove(NIGHTLY.name)).toBe(true);
    expect(await scheduler.remove(NIGHTLY.name)).toBe(false);
    expect(await scheduler.create(NIGHTLY)).toBe(true);
    expect(await scheduler.find(NIGHTLY.name)).toMatchObject(NIGHTLY);
  });

  test("lists those whose names begin so, however many", async () => {
    const scheduler = await create();
    const names = Array.from({ length: 230 }, (_, index) => `code.report.${index}`);
    for (const name of [...names, "code.repor", "once.code.report.1"]) await scheduler.create({ ...NIGHTLY, name });
    const found = await scheduler.list("code.report.");
    expect(found.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    expect(found.find(({ name }) => name === NIGHTLY.name)).toMatchObject(NIGHTLY);
    expect(await scheduler.list("nothing.")).toEqual([]);
    expect(await scheduler.list("")).toHaveLength(232);
  });
});

describe("schedules on EventBridge Scheduler", () => {
  test("send in the role that the environment names, and what can't be sent goes to the dead-letter queue", async () => {
    const { client, of } = await anEngine();
    await of(ENVIRONMENT).create(NIGHTLY);
    expect(await client.send(new GetScheduleCommand({ GroupName: "errand", Name: NIGHTLY.name }))).toMatchObject({
      ActionAfterCompletion: "NONE",
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: {
        Arn: "arn:aws:sqs:us-east-1:000000000000:errand-low",
        RoleArn: ENVIRONMENT.ERRAND_SCHEDULE_ROLE_ARN,
        Input: NIGHTLY.body,
        DeadLetterConfig: { Arn: "arn:aws:sqs:us-east-1:000000000000:errand-low-dead" },
      },
    });
    await of(ENVIRONMENT).replace({ ...NIGHTLY, priority: "high" });
    const changed = await client.send(new GetScheduleCommand({ GroupName: "errand", Name: NIGHTLY.name }));
    expect(changed.Target?.DeadLetterConfig).toBeUndefined(); // the environment names none
  });

  test("that run once delete themselves", async () => {
    const { clock, engine, of } = await anEngine();
    const scheduler = of(ENVIRONMENT);
    await createDirectClient(engine, "http://localhost").call("CreateQueue", { QueueName: "errand-low" });
    await scheduler.create({ ...NIGHTLY, expression: "at(2026-01-01T13:00:00)", timeZone: "UTC" });
    await clock.advance(3_600_000);
    expect(await scheduler.find(NIGHTLY.name)).toBeUndefined();
  });

  test("are found where the environment names one priority's queue only", async () => {
    const { of } = await anEngine();
    const { ERRAND_HIGH_QUEUE_URL: _, ...environment } = ENVIRONMENT;
    await of(environment).create(NIGHTLY);
    expect(await of(environment).list("")).toMatchObject([NIGHTLY]);
  });

  test("of a job whose name speaks of a schedule group are not taken for a group that is missing", async () => {
    const { of } = await anEngine();
    const scheduler = of(ENVIRONMENT);
    const named = { ...NIGHTLY, name: "code.ScheduleGroup-report.1" };
    expect(await scheduler.replace(named)).toBe(false);
    expect(await scheduler.create(named)).toBe(true);
    expect(await scheduler.create(named)).toBe(false);
  });

  test("that AWS is still busy with are changed and removed once it isn't", async () => {
    const { client, of } = await anEngine();
    const scheduler = of(ENVIRONMENT);
    await scheduler.create(NIGHTLY);
    let busy = 2;
    client.middlewareStack.add(
      (next) => async (args) => {
        busy -= 1;
        if (busy < 0) return next(args);
        throw Object.assign(new Error("Updating or deleting the resource can cause an inconsistent state."), {
          name: "ConflictException",
        });
      },
      { step: "deserialize", priority: "high" },
    );
    expect(await scheduler.replace({ ...NIGHTLY, enabled: false })).toBe(true);
    busy = 2;
    expect(await scheduler.remove(NIGHTLY.name)).toBe(true);
    expect(await scheduler.find(NIGHTLY.name)).toBeUndefined();
  });

  test.each<FaultKind>(["throttle", "loseResponse"])(
    "are made, changed and removed once, whatever the first requests meet: %s",
    async (kind) => {
      const { of, strike } = await anEngine();
      const scheduler = of(ENVIRONMENT);
      const calls = [
        () => scheduler.create(NIGHTLY),
        () => scheduler.replace({ ...NIGHTLY, enabled: false }),
        () => scheduler.remove(NIGHTLY.name),
      ];
      for (const call of calls) {
        strike(kind, 1);
        expect(await call()).toBe(true);
      }
    },
  );

  test.each<[string, Partial<typeof ENVIRONMENT>, string, string]>([
    [
      "a group that isn't there",
      { ERRAND_SCHEDULE_GROUP: "elsewhere" },
      "schedule_failed",
      "in group elsewhere: ResourceNotFound",
    ],
    ["a group's name that is none", { ERRAND_SCHEDULE_GROUP: "a b" }, "not_configured", 'got "a b"'],
    [
      "a role that is none",
      { ERRAND_SCHEDULE_ROLE_ARN: "errand" },
      "not_configured",
      "ERRAND_SCHEDULE_ROLE_ARN must be the ARN",
    ],
    ["no role", { ERRAND_SCHEDULE_ROLE_ARN: "" }, "not_configured", "but is not set"],
    [
      "a queue without an account",
      { ERRAND_LOW_QUEUE_URL: "http://localhost/low" },
      "not_configured",
      "ends with the account",
    ],
  ])("%s is told", async (_, changes, code, message) => {
    const { of } = await anEngine();
    const scheduler = of({ ...ENVIRONMENT, ...changes });
    for (const call of [() => scheduler.create(NIGHTLY), () => scheduler.replace(NIGHTLY)]) {
      await expect(call()).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    }
  });

  test.each([
    ["https://sqs.eu-central-1.amazonaws.com/123456789012/jobs-low", "arn:aws:sqs:eu-central-1:123456789012:jobs-low"],
    ["https://sqs.cn-north-1.amazonaws.com.cn/123456789012/low", "arn:aws:sqs:cn-north-1:123456789012:low"],
    ["https://eu-west-1.queue.amazonaws.com/123456789012/low", "arn:aws:sqs:eu-west-1:123456789012:low"],
    ["http://sqs.us-west-2.localhost.localstack.cloud:4566/000000000000/low", "arn:aws:sqs:us-west-2:000000000000:low"],
    ["http://127.0.0.1:4577/000000000000/low.fifo", "arn:aws:sqs:ap-south-1:000000000000:low.fifo"],
  ])("the queue %s is %s", (url, arn) => {
    const environment = { ...ENVIRONMENT, ERRAND_LOW_QUEUE_URL: url, AWS_REGION: "ap-south-1" };
    expect(toSchedulePlace(environment).arnOf("low")).toBe(arn);
  });
});

test("a schedule of a FIFO queue sends into its job's group, and what can't be sent goes to a standard queue", async () => {
  const { client, of } = await anEngine();
  const queue = (name: string): string => `https://sqs.us-east-1.amazonaws.com/000000000000/errand-${name}`;
  const environment = {
    ...ENVIRONMENT,
    ERRAND_LOW_QUEUE_URL: queue("low.fifo"),
    ERRAND_LOW_DEAD_QUEUE_URL: queue("low-dead.fifo"),
    ERRAND_HIGH_DEAD_QUEUE_URL: queue("high-dead"),
  };
  await of(environment).create(NIGHTLY);
  const { Target } = await client.send(new GetScheduleCommand({ GroupName: "errand", Name: NIGHTLY.name }));
  expect(Target?.SqsParameters).toEqual({ MessageGroupId: "report" });
  expect(Target?.DeadLetterConfig?.Arn).toMatch(/:errand-high-dead$/);
});
