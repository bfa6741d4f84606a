// The event source mappings that really poll a stack's queues, those that its template doesn't have among them.

import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import type { StackResource, StackTemplate } from "./deployed-stack.ts";
import { ask, type Notice, type Stack } from "./stack-requests.ts";

type Resources = StackTemplate["Resources"];

/** By their logical ids; one that somebody added has an id that says so. */
export async function readMappings(
  resources: Resources,
  ids: ReadonlySet<string>,
  { template, physicalIds, clients: { lambda } }: Stack,
  notice: Notice,
): Promise<Resources> {
  const { ListEventSourceMappingsCommand } = await import("@aws-sdk/client-lambda");
  const mappings = new Map<string, EventSourceMappingConfiguration>();
  const names = Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
    Type === "AWS::Lambda::Function" && ids.has(id) ? [String(Properties?.["FunctionName"])] : [],
  );
  const arns = Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
    Type === "AWS::SQS::Queue" && ids.has(id) && Properties?.["QueueArn"] ? [String(Properties["QueueArn"])] : [],
  );
  for (const filter of [
    ...names.map((FunctionName) => ({ FunctionName })),
    ...arns.map((EventSourceArn) => ({ EventSourceArn })),
  ]) {
    let Marker: string | undefined;
    do {
      const request = new ListEventSourceMappingsCommand({ ...filter, ...(Marker === undefined ? {} : { Marker }) });
      const what = `Lambda ListEventSourceMappings of ${Object.values(filter)}`;
      const answer = await ask(what, () => lambda.send(request));
      if (answer.kind === "unsupported") {
        notice(`The event source mappings are taken from the template: the endpoint can't list them (${answer.why}).`);
        return ofTemplate(template.Resources, ids);
      }
      const page = answer.kind === "answer" ? answer.value : undefined;
      for (const mapping of page?.EventSourceMappings ?? []) mappings.set(mapping.UUID ?? "", mapping);
      Marker = page?.NextMarker || undefined;
    } while (Marker !== undefined);
  }
  const idOf = new Map([...physicalIds].map(([id, physicalId]) => [physicalId, id]));
  return Object.fromEntries(
    [...mappings.values()]
      .filter(({ EventSourceArn }) => EventSourceArn?.includes(":sqs:"))
      .map((mapping) => toResource(idOf.get(mapping.UUID ?? ""), mapping, template)),
  );
}

function ofTemplate(resources: Resources, ids: ReadonlySet<string>): Resources {
  const entries = Object.entries(resources);
  return Object.fromEntries(
    entries.filter(([id, { Type }]) => Type === "AWS::Lambda::EventSourceMapping" && ids.has(id)),
  );
}

function toResource(
  id: string | undefined,
  mapping: EventSourceMappingConfiguration,
  { Resources }: StackTemplate,
): readonly [string, StackResource] {
  const { EventSourceArn, FunctionArn, State, BatchSize, MaximumBatchingWindowInSeconds } = mapping;
  const { FunctionResponseTypes, ScalingConfig, FilterCriteria, ProvisionedPollerConfig } = mapping;
  const Properties = {
    EventSourceArn,
    FunctionName: FunctionArn,
    Enabled: !State?.startsWith("Disabl"),
    BatchSize,
    MaximumBatchingWindowInSeconds,
    FunctionResponseTypes,
    ScalingConfig,
    FilterCriteria,
    ProvisionedPollerConfig,
  };
  const known = id === undefined ? undefined : Resources[id];
  const name = id ?? `(mapping ${mapping.UUID})`;
  return [name, { ...known, Type: "AWS::Lambda::EventSourceMapping", Properties }];
}
