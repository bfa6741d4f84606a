import { Template } from "aws-cdk-lib/assertions";
import { expect, test, vi } from "vitest";
import { addDashboard } from "../../lib/cdk/dashboard.ts";
import { createWatchedStack, type WatchedStackOptions } from "./watched-stack.ts";

vi.setConfig({ testTimeout: 60_000 }); // the first stack loads the CDK, which takes seconds

interface Widget {
  readonly type: string;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly metrics?: readonly unknown[][];
    readonly annotations?: unknown;
    readonly period?: number;
    readonly setPeriodToTimeRange?: boolean;
  };
}

const US_EAST_1 = { region: "us-east-1" };

/** The dashboard's body, with a mark where CloudFormation fills something in. */
function widgetsOf(options: WatchedStackOptions = {}, region?: string): readonly Widget[] {
  const { stack, watched } = createWatchedStack(options);
  addDashboard(stack, watched, region);
  const [dashboard] = Object.values(Template.fromStack(stack).findResources("AWS::CloudWatch::Dashboard"));
  expect(dashboard?.["Properties"].DashboardName).toBeUndefined();
  const body = dashboard?.["Properties"].DashboardBody;
  const text = typeof body === "string" ? body : body["Fn::Join"][1].map(toText).join("");
  return JSON.parse(text).widgets;
}

function toText(part: string | { readonly Ref?: string; readonly "Fn::GetAtt"?: readonly string[] }): string {
  return typeof part === "string" ? part : `<${part.Ref ?? part["Fn::GetAtt"]?.[0]}>`;
}

const titled = (widgets: readonly Widget[], title: string): Widget["properties"] => {
  const found = widgets.find(({ properties }) => properties.title === title);
  if (found === undefined) throw new Error(`No widget ${title}`);
  return found.properties;
};

test("it shows what waits, what runs, what is dead, and what it costs", () => {
  expect(widgetsOf({ env: US_EAST_1 }).map(({ type, properties }) => properties.title ?? type)).toEqual([
    ...["Backlog", "Age of the oldest", "In flight", "Dead"],
    ...["Concurrency", "Duration", "Errors and throttles"],
    ...["Cost in the time shown, estimated", "Cost an hour, estimated", "text"],
  ]);
});

test.each([
  ["Backlog", "ApproximateNumberOfMessagesVisible", ["High", "Low"]],
  ["Age of the oldest", "ApproximateAgeOfOldestMessage", ["High", "Low"]],
  ["In flight", "ApproximateNumberOfMessagesNotVisible", ["High", "Low"]],
  ["Dead", "ApproximateNumberOfMessagesVisible", ["HighDead", "LowDead"]],
])("%s has a line for each queue", (title, metric, queues) => {
  const { metrics = [] } = titled(widgetsOf(), title);
  expect(metrics).toHaveLength(2);
  for (const [index, queue] of queues.entries()) {
    expect(metrics[index]?.slice(0, 3)).toEqual(["AWS/SQS", metric, "QueueName"]);
    expect(metrics[index]?.[3]).toMatch(new RegExp(`^<${queue}[0-9A-F]{8}>$`));
    expect(metrics[index]?.[4]).toMatchObject({ stat: "Maximum", label: index === 0 ? "high" : "low" });
  }
});

test("the duration has its median and its tail beside the timeout", () => {
  const { metrics = [], annotations } = titled(widgetsOf({ timeoutSeconds: 90 }), "Duration");
  expect(metrics.map((metric) => (metric.at(-1) as { stat: string }).stat)).toEqual(["p50", "p99"]);
  expect(annotations).toMatchObject({ horizontal: [{ value: 90_000, label: "worker timeout" }] });
});

test("workers of their own have lines of their own", () => {
  const widgets = widgetsOf({ shared: false, env: US_EAST_1 });
  const labels = titled(widgets, "Errors and throttles").metrics?.map(
    (metric) => (metric.at(-1) as { label: string }).label,
  );
  expect(labels).toEqual(["high worker errors", "high worker throttles", "low worker errors", "low worker throttles"]);
  expect(expressionOf(widgets, "Lambda invocations")).toBe(
    "FILL(invocationsHighWorker,0)*0.000000200000000+FILL(invocationsLowWorker,0)*0.000000200000000",
  );
});

function expressionOf(widgets: readonly Widget[], label: string): string | undefined {
  const metrics = titled(widgets, "Cost an hour, estimated").metrics ?? [];
  return metrics
    .map((metric) => metric[0] as { readonly label?: string; readonly expression?: string })
    .find((metric) => metric.label === label)?.expression;
}

test("the cost is worked out from the price table, by the hour and for the whole time shown", () => {
  const widgets = widgetsOf({ env: US_EAST_1 });
  const requests = [
    "highSent",
    "highReceived",
    "highDeleted",
    "highEmpty",
    "lowSent",
    "lowReceived",
    "lowDeleted",
    "lowEmpty",
  ];
  expect(expressionOf(widgets, "SQS requests, at most")).toBe(
    requests.map((id) => `FILL(${id},0)*0.000000400000000`).join("+"),
  );
  expect(expressionOf(widgets, "Lambda compute")).toBe("FILL(durationWorker,0)*0.000000006666700");
  expect(titled(widgets, "Cost an hour, estimated").period).toBe(3600);
  const whole = titled(widgets, "Cost in the time shown, estimated");
  expect(whole.setPeriodToTimeRange).toBe(true);
  expect(whole.metrics?.[0]?.[0]).toMatchObject({ expression: "requests+invocations+compute", label: "dollars" });
});

test("no metric of the cost has a period of its own, which would win over its widget's", () => {
  const widgets = widgetsOf({ env: US_EAST_1 });
  for (const title of ["Cost an hour, estimated", "Cost in the time shown, estimated"]) {
    expect(JSON.stringify(titled(widgets, title).metrics)).not.toContain('"period"');
  }
});

test("requests to FIFO queues have their own price", () => {
  expect(expressionOf(widgetsOf({ env: US_EAST_1, fifo: true }), "SQS requests, at most")).toContain(
    "FILL(lowSent,0)*0.000000500000000",
  );
});

test.each([
  [
    "a region without prices",
    { env: { region: "eu-west-1" } },
    "**No estimate of the cost:** the price table has no prices of eu-west-1. The table has us-east-1 (docs/cost.md).",
  ],
  [
    "a region that is not known yet",
    {},
    "**No estimate of the cost:** the stack's region isn't known when it is synthesized: give the stack an `env` with one. " +
      "The table has us-east-1 (docs/cost.md).",
  ],
])("%s: the dashboard says so, and has all the rest", (_, options, markdown) => {
  const widgets = widgetsOf(options);
  expect(widgets).toHaveLength(8);
  expect(widgets.at(-1)).toMatchObject({ type: "text", properties: { markdown } });
});

test("the free tier's 50 metrics of a dashboard are enough, even for workers of their own", () => {
  const { stack, watched } = createWatchedStack({ shared: false, env: US_EAST_1 });
  addDashboard(stack, watched);
  const widgets = widgetsOf({ shared: false, env: US_EAST_1 });
  const metrics = widgets
    .flatMap(({ properties }) => properties.metrics ?? [])
    .filter(([first]) => typeof first === "string");
  expect(new Set(metrics.map((metric) => JSON.stringify(metric.slice(0, 4)))).size).toBeLessThanOrEqual(50);
});
