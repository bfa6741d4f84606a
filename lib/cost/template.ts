// What a CloudFormation template says of a bill: how large the workers are, and what stands there the whole month.

import { ErrandError, show } from "../core/errors.ts";
import type { FiringSchedule } from "./firings.ts";
import type { Architecture } from "./prices.ts";

export interface Deployed {
  /** Of the largest worker; `undefined` where the template doesn't tell, for a parameter or another stack does. */
  readonly memoryMegabytes: number | undefined;
  /** The dearer one, if workers differ. */
  readonly architecture: Architecture;
  /** Queues that an event source mapping polls. */
  readonly queues: number;
  /** Whether one of these is a FIFO queue. */
  readonly fifo: boolean;
  readonly alarms: number;
  readonly dashboards: number;
  /** Those that are enabled. */
  readonly schedules: readonly FiringSchedule[];
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Lambda's, where a template says nothing. */
const USUAL_MEGABYTES = 128;

/** A worker that the template doesn't have. */
const ELSEWHERE: Readonly<Record<string, unknown>> = { MemorySize: Number.NaN };

/** @throws `ErrandError` `invalid_option` for what is no template, or has no queue that is polled. */
export function toDeployed(template: unknown, where: string): Deployed {
  const resources = toResources(template, where);
  const ofType = (type: string): readonly Resource[] => Object.values(resources).filter(({ Type }) => Type === type);
  const polls = ofType("AWS::Lambda::EventSourceMapping").filter((mapping) => pollsQueue(mapping, resources));
  if (polls.length === 0) {
    throw refuse(where, "a template with event source mappings of SQS queues", "a template without any");
  }
  const workers = polls.map(
    (mapping) => resources[toId(mapping.Properties?.["FunctionName"])]?.Properties ?? ELSEWHERE,
  );
  const largest = Math.max(...workers.map(({ MemorySize }) => Number(MemorySize ?? USUAL_MEGABYTES)));
  return {
    memoryMegabytes: Number.isFinite(largest) ? largest : undefined,
    architecture: workers.every(({ Architectures }) => String(Architectures) === "arm64") ? "arm64" : "x86_64",
    queues: polls.length,
    fifo: polls.some((mapping) => queueOf(mapping, resources)?.Properties?.["FifoQueue"] === true),
    alarms: ofType("AWS::CloudWatch::Alarm").length,
    dashboards: ofType("AWS::CloudWatch::Dashboard").length,
    schedules: ofType("AWS::Scheduler::Schedule").flatMap(toSchedule),
  };
}

function toResources(template: unknown, where: string): Readonly<Record<string, Resource>> {
  const resources = (template as { readonly Resources?: unknown } | null | undefined)?.Resources;
  if (typeof resources === "object" && resources !== null) {
    const entries = Object.entries(resources).filter(([, one]) => typeof one === "object" && one !== null);
    return Object.fromEntries(entries);
  }
  throw refuse(where, 'a template with "Resources"', show(template));
}

/** One that is in the template, or is named by its ARN. */
function pollsQueue(mapping: Resource, resources: Readonly<Record<string, Resource>>): boolean {
  const arn = JSON.stringify(mapping.Properties?.["EventSourceArn"] ?? "");
  return queueOf(mapping, resources) !== undefined || arn.includes(":sqs:");
}

function queueOf(mapping: Resource, resources: Readonly<Record<string, Resource>>): Resource | undefined {
  const resource = resources[toId(mapping.Properties?.["EventSourceArn"])];
  return resource?.Type === "AWS::SQS::Queue" ? resource : undefined;
}

/** The logical id that a value refers to, in either of CloudFormation's ways. */
function toId(value: unknown): string {
  const reference = (value ?? {}) as { readonly Ref?: string; readonly "Fn::GetAtt"?: readonly string[] };
  return reference.Ref ?? reference["Fn::GetAtt"]?.[0] ?? "";
}

function toSchedule({ Properties = {} }: Resource): readonly FiringSchedule[] {
  const { ScheduleExpression: expression, ScheduleExpressionTimezone: zone, State: state } = Properties;
  if (state === "DISABLED" || typeof expression !== "string") return [];
  return [{ expression, timeZone: typeof zone === "string" ? zone : "UTC" }];
}

function refuse(where: string, expected: string, got: string): ErrandError {
  return new ErrandError(
    "invalid_option",
    `${where} must be ${expected}, got ${got}. Give one that cdk synth writes, such as cdk.out/Jobs.template.json.`,
  );
}
