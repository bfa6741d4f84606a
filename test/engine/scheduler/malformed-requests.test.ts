import fc from "fast-check";
import { expect, test } from "vitest";
import { createEngine } from "../../../lib/engine/engine.ts";
import type { EngineRequest } from "../../../lib/engine/exchange.ts";
import { createManualClock } from "../../../lib/testing/manual-clock.ts";
import { queueArn, ROLE_ARN } from "../../support/engine-scheduler.ts";

const HOST = "http://127.0.0.1:4566";
const VALID = {
  ScheduleExpression: "rate(1 hour)",
  FlexibleTimeWindow: { Mode: "OFF" },
  Target: { Arn: queueArn("jobs"), RoleArn: ROLE_ARN },
};

function aRequest(method: string, path: string, body: unknown = ""): EngineRequest {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { method, url: `${HOST}${path}`, headers: { host: "127.0.0.1:4566" }, body: text };
}

test.each([
  ["an unknown method", aRequest("PATCH", "/schedules/a"), 404, "UnknownOperationException"],
  ["a list that is posted to", aRequest("POST", "/schedules", VALID), 404, "UnknownOperationException"],
  ["tags of nothing", aRequest("GET", "/tags/"), 404, "UnknownOperationException"],
  ["a path of two names", aRequest("POST", "/schedules/a/b", VALID), 400, "ValidationException"],
  ["a broken escape", aRequest("GET", "/schedules/%E0%A4%A"), 400, "SerializationException"],
  ["what is not JSON", aRequest("POST", "/schedules/a", "{"), 400, "SerializationException"],
  ["JSON that is no object", aRequest("POST", "/schedules/a", "[]"), 400, "SerializationException"],
  ["nothing", aRequest("POST", "/schedules/a"), 400, "ValidationException"],
  ["no target", aRequest("POST", "/schedules/a", { ...VALID, Target: null }), 400, "ValidationException"],
  [
    "a target that is a text",
    aRequest("POST", "/schedules/a", { ...VALID, Target: "x" }),
    400,
    "SerializationException",
  ],
  ["a date as text", aRequest("POST", "/schedules/a", { ...VALID, EndDate: "2026" }), 400, "SerializationException"],
  ["a date beyond all", aRequest("POST", "/schedules/a", { ...VALID, EndDate: 1e300 }), 400, "SerializationException"],
  ["tags that are none", aRequest("POST", "/schedule-groups/a", { Tags: [5] }), 400, "SerializationException"],
  ["a page of letters", aRequest("GET", "/schedules?MaxResults=ten"), 400, "ValidationException"],
  ["an empty token", aRequest("GET", "/schedules?NextToken="), 400, "ValidationException"],
  ["a state that there isn't", aRequest("GET", "/schedules?State=PAUSED"), 400, "ValidationException"],
  ["a bad client token", aRequest("DELETE", "/schedules/a?clientToken=%20"), 400, "ValidationException"],
])("%s is answered with AWS's error", async (_, request, status, type) => {
  const engine = createEngine({ clock: createManualClock() });

  const answer = await engine.handle(request);

  expect(answer).toMatchObject({ status, headers: { "content-type": "application/json", "x-amzn-errortype": type } });
  expect(JSON.parse(answer.body)).toEqual({ Message: expect.any(String) });
});

const anything = fc.oneof(fc.jsonValue(), fc.constantFrom(0, 1, -1, 1.5, "", null, [], {}));
/** Mostly right, so that the requests reach what lies behind the first check. */
const mostly = <T>(...right: T[]) =>
  fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...right) }, { weight: 1, arbitrary: anything });
const name = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom("a", "b", "a", "default", "__proto__", "constructor") },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }).map((text) => encodeURIComponent(text.toWellFormed())) },
  { weight: 1, arbitrary: fc.constantFrom("%", "a/b", "a b", "ü", "%00", "..", "") },
);
const expression = mostly(
  ...["rate(1 minute)", "rate(1 hour)", "rate(2 days)", "cron(0 9 ? * MON-FRI *)", "at(2027-01-01T00:00:00)"],
  ...["rate(1 minute)", "at(2026-01-01T12:00:30)", "cron(* * * * ? *)", "cron(0 0 L-3 * ? *)", "cron(0 0 30 2 ? *)"],
  ...["rate(0 days)", "rate(999999999 days)", "at(0000-00-00T00:00:00)", "cron(L W # ? * *)", "cron(* * ? * 2#5 2199)"],
);
const input = fc.record(
  {
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: mostly("UTC", "Europe/Berlin", "America/New_York", "UTC", "UTC", "UTC", "Mars/Olympus"),
    StartDate: mostly(1_790_000_000, 1_790_000_000.5, 1_795_000_000, 1_795_000_000, 1_767_268_800, 8.64e12),
    EndDate: mostly(1_800_000_000, 1_800_000_000.5, 1_900_000_000, 0),
    Description: mostly("text"),
    State: mostly("ENABLED", "DISABLED"),
    GroupName: mostly("default", "a", "b"),
    ActionAfterCompletion: mostly("DELETE", "NONE"),
    ClientToken: mostly("t1", "t2", ...Array<undefined>(20).fill(undefined)),
    FlexibleTimeWindow: mostly<object>({ Mode: "OFF" }, { Mode: "FLEXIBLE", MaximumWindowInMinutes: 5 }),
    Target: fc.oneof(
      {
        weight: 9,
        arbitrary: fc.record(
          {
            Arn: mostly(queueArn("jobs"), queueArn("none"), "arn:aws:lambda:us-east-1:000000000000:function:f"),
            RoleArn: mostly(ROLE_ARN),
            Input: mostly("x", "<aws.scheduler.execution-id>", "\u0000"),
            RetryPolicy: mostly<object>({ MaximumRetryAttempts: 0 }, {}, { MaximumEventAgeInSeconds: 60 }),
            DeadLetterConfig: mostly<object>({ Arn: queueArn("jobs") }, { Arn: queueArn("none") }, {}),
            SqsParameters: mostly<object>({ MessageGroupId: "g" }, { MessageGroupId: "a b" }, {}),
            EcsParameters: anything,
          },
          { requiredKeys: ["Arn", "RoleArn"] },
        ),
      },
      { weight: 1, arbitrary: anything },
    ),
    Tags: mostly<unknown>([{ Key: "a", Value: "b" }], [{ Key: "a" }], [null]),
  },
  { requiredKeys: ["ScheduleExpression", "FlexibleTimeWindow", "Target"] },
);
const GROUP_ARN = "arn:aws:scheduler:us-east-1:000000000000:schedule-group";
const query = fc.dictionary(
  fc.constantFrom(
    ...["MaxResults", "NextToken", "NamePrefix", "State", "ScheduleGroup", "groupName", "TagKeys", "clientToken"],
  ),
  fc.oneof(fc.constantFrom("a", "b", "1", "100", "ENABLED", "default", "t1"), fc.string({ unit: "binary" })),
  { maxKeys: 2 },
);
const request = fc.record({
  method: fc.oneof({ weight: 19, arbitrary: fc.constantFrom("POST", "PUT", "GET", "DELETE") }, fc.string()),
  path: fc.oneof(
    { weight: 6, arbitrary: name.map((one) => `/schedules/${one}`) },
    { weight: 3, arbitrary: name.map((one) => `/schedule-groups/${one}`) },
    { weight: 2, arbitrary: name.map((one) => `/tags/${encodeURIComponent(`${GROUP_ARN}/`)}${one}`) },
    { weight: 1, arbitrary: fc.constantFrom("/schedules", "/schedule-groups", "/tags/x", "/schedules/", "/tags") },
  ),
  query,
  body: fc.oneof(
    { weight: 12, arbitrary: input.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
  ),
});

const TYPES = [
  ...["ConflictException", "ResourceNotFoundException", "ValidationException"],
  ...["SerializationException", "UnknownOperationException"],
];

test("whatever is sent, the engine answers, and never that it failed", async () => {
  const clock = createManualClock();
  const engine = createEngine({ clock });
  const createQueue = { "x-amz-target": "AmazonSQS.CreateQueue" };
  await engine.handle({ ...aRequest("POST", "/", { QueueName: "jobs" }), headers: createQueue });
  const counts: Record<string, number> = {};
  let asked = 0;

  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, query: given, body }) => {
      const search = new URLSearchParams(given);
      const url = `${path}${search.size > 0 ? `?${search}` : ""}`;
      const answer = await engine.handle(aRequest(method, url, body));
      expect(JSON.parse(answer.body)).toBeTypeOf("object");
      expect(answer.headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
      const type = answer.status === 200 ? "success" : (answer.headers["x-amzn-errortype"] ?? "none");
      // A path that leads out of the service's own, as "/schedules/..", is SQS's to refuse.
      const ours = answer.headers["content-type"] === "application/json";
      if (type !== "success" && ours) expect(TYPES, answer.body).toContain(type);
      expect(answer.status, answer.body).toBeLessThan(500);
      counts[type] = (counts[type] ?? 0) + 1;
      // What was created runs now and then.
      asked += 1;
      if (asked % 100 === 0) await clock.advance(61_000);
    }),
    { numRuns: 10_000, seed: 20261121 },
  );

  // The requests reach the actions: some succeed, and every error is met.
  expect(Object.keys(counts)).toEqual(expect.arrayContaining(["success", ...TYPES]));
  expect(counts["success"]).toBeGreaterThan(300);
}, 60_000);
