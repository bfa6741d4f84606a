// What somebody changed by hand: where a deployed stack is no longer as its template says.

import { SIGNING_KEYS } from "../core/environment.ts";
import { type Deployment, isKnown, type Resource } from "./deployment.ts";
import { toPatient } from "./patient.ts";
import type { Severity } from "./rule.ts";

/** One property that differs. */
export interface Drift {
  /** The resource's logical id. */
  readonly resource: string;
  readonly template: string;
  /** Where in the resource: `Properties.VisibilityTimeout`; `""` for the resource itself. */
  readonly property: string;
  readonly inTemplate: string;
  readonly inReality: string;
  /** An error where something is gone; what is only different is judged by the rules. */
  readonly severity: Severity;
}

/** Where the model's fields stand in a template; what isn't here is not compared. */
const PROPERTIES = {
  queues: {
    fifo: "FifoQueue",
    contentBasedDeduplication: "ContentBasedDeduplication",
    visibilitySeconds: "VisibilityTimeout",
    retentionSeconds: "MessageRetentionPeriod",
    delaySeconds: "DelaySeconds",
    maximumMessageBytes: "MaximumMessageSize",
    encrypted: "SqsManagedSseEnabled",
    deadLetter: "RedrivePolicy.deadLetterTargetArn",
    maxReceiveCount: "RedrivePolicy.maxReceiveCount",
    allowsSources: "RedriveAllowPolicy",
    requiresTls: "policy that requires TLS",
  },
  functions: {
    runtime: "Runtime",
    architecture: "Architectures",
    handler: "Handler",
    timeoutSeconds: "Timeout",
    memoryMegabytes: "MemorySize",
    reservedConcurrency: "ReservedConcurrentExecutions",
    recursiveLoop: "RecursiveLoop",
  },
  mappings: {
    source: "EventSourceArn",
    target: "FunctionName",
    enabled: "Enabled",
    batchSize: "BatchSize",
    windowSeconds: "MaximumBatchingWindowInSeconds",
    maximumConcurrency: "ScalingConfig.MaximumConcurrency",
    mostPollers: "ProvisionedPollerConfig.MaximumPollers",
    reportsBatchItemFailures: "FunctionResponseTypes (ReportBatchItemFailures)",
    filtered: "FilterCriteria",
  },
  schedules: {
    expression: "ScheduleExpression",
    timeZone: "ScheduleExpressionTimezone",
    enabled: "State (ENABLED)",
    target: "Target.Arn",
    deadLetter: "Target.DeadLetterConfig.Arn",
    group: "Target.SqsParameters.MessageGroupId",
  },
} as const;

type Kind = keyof typeof PROPERTIES;
type Fields = Readonly<Record<string, unknown>>;

/** @param reality the same stacks, with what is really there. */
export function driftOf(template: Deployment, reality: Deployment): readonly Drift[] {
  const ours = new Set([...keysOf(template), ...keysOf(reality)]);
  const kinds = Object.keys(PROPERTIES) as readonly Kind[];
  const changed = kinds.flatMap((kind) =>
    template[kind].filter(({ key }) => ours.has(key)).flatMap((one) => compare(kind, one, reality[kind])),
  );
  // Queues that the template only names are no drift.
  const mappings = reality.mappings.filter(({ key }) => ours.has(key));
  return [...changed, ...mappings.flatMap((one) => added(one, template.mappings))];
}

/** The keys of all that is Errand's. */
export function keysOf(deployment: Deployment): ReadonlySet<string> {
  const { queues, deadQueues, feeds, workers, schedules } = toPatient(deployment);
  const resources: readonly Resource[] = [
    ...queues,
    ...deadQueues,
    ...workers,
    ...feeds.map(({ mapping }) => mapping),
    ...schedules.map(({ schedule }) => schedule),
  ];
  return new Set(resources.map(({ key }) => key));
}

function compare(kind: Kind, one: Resource, others: readonly Resource[]): readonly Drift[] {
  const other = others.find(({ key }) => key === one.key);
  if (other === undefined) return [differs(one, "", "there", "gone", "error")];
  const [own, real] = [one as unknown as Fields, other as unknown as Fields];
  const drifts = Object.entries(PROPERTIES[kind]).flatMap(([field, path]) => {
    const values = different(own[field], real[field]);
    const property = path.startsWith("policy") ? path : `Properties.${path}`;
    return values === undefined ? [] : [differs(one, property, ...values)];
  });
  return kind === "functions" ? [...drifts, ...compareEnvironment(one, own, real)] : drifts;
}

/** Only Errand's own variables are shown, but for its keys: another's value may be a secret. */
function compareEnvironment(one: Resource, own: Fields, real: Fields): readonly Drift[] {
  const [before, after] = [own["environment"], real["environment"]];
  if (!isFields(before) || !isFields(after)) return [];
  return Object.keys({ ...before, ...after }).flatMap((name) => {
    const values = different(before[name], after[name]);
    if (values === undefined) return [];
    const shown = values.map((value) => (isShown(name) || value === NONE ? value : "(not shown)"));
    const [inTemplate = "", inReality = ""] = shown;
    return [differs(one, `Properties.Environment.Variables.${name}`, inTemplate, inReality)];
  });
}

function isShown(variable: string): boolean {
  return variable.startsWith("ERRAND_") && variable !== SIGNING_KEYS;
}

function added(one: Resource, others: readonly Resource[]): readonly Drift[] {
  return others.some(({ key }) => key === one.key) ? [] : [differs(one, "", "not there", "there")];
}

function differs(
  { id: resource, template }: Resource,
  property: string,
  inTemplate: string,
  inReality: string,
  severity: Severity = "warning",
): Drift {
  return { resource, template, property, inTemplate, inReality, severity };
}

/** Both as texts, where they are known in full and not the same. */
function different(own: unknown, real: unknown): readonly [string, string] | undefined {
  const [inTemplate, inReality] = [toText(own), toText(real)];
  if (inTemplate === undefined || inReality === undefined || inTemplate === inReality) return undefined;
  return [toShown(inTemplate), toShown(inReality)];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

const NONE = "none";

function toText(value: unknown): string | undefined {
  if (value === undefined) return NONE;
  if (!isKnown(value)) return undefined;
  if (Array.isArray(value)) {
    const items = value.map(toText);
    return items.includes(undefined) ? undefined : items.toSorted().join(", ");
  }
  const text = String(value);
  return /\$\{|\{\{resolve:/.test(text) ? undefined : text; // a reference whose value is not known
}

/** The keys of resources as their logical ids. */
function toShown(text: string): string {
  return text.replaceAll(/[^\s,]*#(?=(?:[A-Za-z0-9]+|\([^()]*\))(?:,|$))/g, "");
}
