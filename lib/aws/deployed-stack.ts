// A deployed stack: its template, and the same template with what is really there in its place.

import type { Environment } from "../core/environment.ts";
import { ErrandError } from "../core/errors.ts";
import { createStackClients, type StackClients, type StackPlace } from "./stack-clients.ts";
import { createReality } from "./stack-reality.ts";
import { ask } from "./stack-requests.ts";

/** What a template's text holds, as far as it matters here. */
export interface StackTemplate {
  readonly Resources: Readonly<Record<string, StackResource>>;
  readonly [section: string]: unknown;
}

export interface StackResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly [attribute: string]: unknown;
}

export interface DeployedStack {
  readonly name: string;
  readonly template: StackTemplate;
  /** What its `Ref`s give. */
  readonly refs: Readonly<Record<string, string>>;
  /** The names of its queues. */
  readonly queueNames: readonly string[];
  /**
   * Asks what is really there of the resources with these logical ids, and of the queues that their variables name besides.
   *
   * @param queueNames those of queues that are asked for elsewhere.
   */
  ask(ids: ReadonlySet<string>, queueNames: ReadonlySet<string>): Promise<Reality>;
}

interface Reality {
  /** Without those that are gone, and with mappings that somebody added. */
  readonly template: StackTemplate;
  /** What could not be asked: a sentence each. */
  readonly notices: readonly string[];
}

/** @throws `ErrandError` `doctor_failed` where it can't be read. */
export async function readStack(name: string, place: StackPlace, environment: Environment): Promise<DeployedStack> {
  const clients = await createStackClients(place, environment);
  const [template, physicalIds, known] = await Promise.all([
    readTemplate(name, clients),
    readPhysicalIds(name, clients),
    readKnown(name, clients),
  ]);
  const refs: Record<string, string> = { ...known };
  for (const [id, physicalId] of physicalIds) {
    // What a queue or a function is called is told with its properties.
    if (!/^AWS::(SQS::Queue|Lambda::Function)$/.test(template.Resources[id]?.Type ?? "")) refs[id] = physicalId;
  }
  const queueNames = [...physicalIds].flatMap(([id, url]) =>
    template.Resources[id]?.Type === "AWS::SQS::Queue" ? [url.slice(url.lastIndexOf("/") + 1)] : [],
  );
  return { name, template, refs, queueNames, ask: createReality({ template, physicalIds, refs, clients }) };
}

async function readTemplate(name: string, { cloudFormation }: StackClients): Promise<StackTemplate> {
  const { GetTemplateCommand } = await import("@aws-sdk/client-cloudformation");
  const request = new GetTemplateCommand({ StackName: name, TemplateStage: "Processed" });
  const { TemplateBody } = await expectAnswer(`CloudFormation GetTemplate of ${name}`, () =>
    cloudFormation.send(request),
  );
  if (!TemplateBody) {
    throw new ErrandError(
      "doctor_failed",
      `CloudFormation GetTemplate of ${name} must answer with the stack's template, got none. Is the endpoint that of CloudFormation?`,
    );
  }
  try {
    // LocalStack gives it parsed already.
    return typeof TemplateBody === "string" ? JSON.parse(TemplateBody) : TemplateBody;
  } catch (cause) {
    throw new ErrandError(
      "doctor_failed",
      `The template of ${name} must be JSON, as the CDK deploys it, got ${JSON.stringify(TemplateBody.slice(0, 40))}. ` +
        "Convert it, and give its file instead of --stack.",
      { cause },
    );
  }
}

async function readPhysicalIds(name: string, { cloudFormation }: StackClients): Promise<ReadonlyMap<string, string>> {
  const { ListStackResourcesCommand } = await import("@aws-sdk/client-cloudformation");
  const ids = new Map<string, string>();
  let NextToken: string | undefined;
  do {
    const request = new ListStackResourcesCommand({ StackName: name, NextToken });
    const page = await expectAnswer(`CloudFormation ListStackResources of ${name}`, () => cloudFormation.send(request));
    for (const { LogicalResourceId, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      if (LogicalResourceId && PhysicalResourceId) ids.set(LogicalResourceId, PhysicalResourceId);
    }
    const next = page.NextToken || undefined;
    // An endpoint that doesn't read the token gives the first page for ever.
    if (next !== undefined && next === NextToken) throw endless(name);
    NextToken = next;
  } while (NextToken !== undefined);
  return ids;
}

function endless(name: string): ErrandError {
  return new ErrandError(
    "doctor_failed",
    `CloudFormation ListStackResources of ${name} must end, but its page leads to itself. The endpoint doesn't know NextToken: ` +
      "give the template's file instead of --stack.",
  );
}

/** The parameters, and those that CloudFormation knows by itself. */
async function readKnown(name: string, { cloudFormation }: StackClients): Promise<Readonly<Record<string, string>>> {
  const { DescribeStacksCommand } = await import("@aws-sdk/client-cloudformation");
  const request = new DescribeStacksCommand({ StackName: name });
  const { Stacks: [stack] = [] } = await expectAnswer(`CloudFormation DescribeStacks of ${name}`, () =>
    cloudFormation.send(request),
  );
  const known: Record<string, string> = {};
  for (const { ParameterKey, ResolvedValue, ParameterValue } of stack?.Parameters ?? []) {
    const value = ResolvedValue ?? ParameterValue;
    // What CloudFormation doesn't show (NoEcho) comes as asterisks.
    if (ParameterKey && value !== undefined && !/^\*+$/.test(value)) known[ParameterKey] = value;
  }
  const [, partition, , region, account] = (stack?.StackId ?? "").split(":");
  if (partition && region && account) {
    Object.assign(known, { "AWS::Partition": partition, "AWS::Region": region, "AWS::AccountId": account });
    Object.assign(known, { "AWS::StackId": stack?.StackId, "AWS::StackName": stack?.StackName });
  }
  return known;
}

/** Without these nothing can be examined. */
async function expectAnswer<Value>(what: string, request: () => Promise<Value>): Promise<Value> {
  const answer = await ask(what, request);
  if (answer.kind === "answer") return answer.value;
  throw new ErrandError(
    "doctor_failed",
    `${what} failed: ${answer.kind === "gone" ? "there is no such stack" : answer.why}. Check the name, the region and the endpoint.`,
  );
}
