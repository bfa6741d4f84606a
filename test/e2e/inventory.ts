// What there is at an endpoint: before a stack is deployed and after it was destroyed, the same.

import { CloudFormationClient, paginateDescribeStacks } from "@aws-sdk/client-cloudformation";
import { LambdaClient, paginateListEventSourceMappings, paginateListFunctions } from "@aws-sdk/client-lambda";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { paginateListScheduleGroups, paginateListSchedules, SchedulerClient } from "@aws-sdk/client-scheduler";
import { paginateListQueues, SQSClient } from "@aws-sdk/client-sqs";
import { type Place, REGION } from "./place.ts";

/** The group in which runners claim what they fire: theirs, and no stack's. */
const CLAIMS = "errand-fired";

/** One line for each thing, `queue http://…`, of all that jobs need. */
export async function takeInventory({ url }: Place): Promise<readonly string[]> {
  const config = { endpoint: url, region: REGION, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
  const lambda = { client: new LambdaClient(config) };
  const scheduler = { client: new SchedulerClient(config) };
  const buckets = new S3Client({ ...config, forcePathStyle: true }).send(new ListBucketsCommand({}));
  const lines = await Promise.all([
    toLines("stack", paginateDescribeStacks({ client: new CloudFormationClient(config) }, {}), ({ Stacks = [] }) =>
      Stacks.filter(({ StackStatus }) => StackStatus !== "DELETE_COMPLETE").map(({ StackName }) => StackName),
    ),
    toLines("queue", paginateListQueues({ client: new SQSClient(config) }, {}), ({ QueueUrls = [] }) => QueueUrls),
    toLines("function", paginateListFunctions(lambda, {}), ({ Functions = [] }) =>
      Functions.map(({ FunctionName }) => FunctionName),
    ),
    toLines("event source mapping", paginateListEventSourceMappings(lambda, {}), ({ EventSourceMappings = [] }) =>
      EventSourceMappings.map(({ UUID }) => UUID),
    ),
    toLines("schedule group", paginateListScheduleGroups(scheduler, {}), ({ ScheduleGroups = [] }) =>
      ScheduleGroups.map(({ Name }) => Name).filter((name) => name !== CLAIMS),
    ),
    toLines("schedule", paginateListSchedules(scheduler, {}), ({ Schedules = [] }) =>
      Schedules.filter(({ GroupName }) => GroupName !== CLAIMS).map(({ GroupName, Name }) => `${GroupName}/${Name}`),
    ),
    toLines("bucket", [await buckets], ({ Buckets = [] }) => Buckets.map(({ Name }) => Name)),
  ]);
  return lines.flat();
}

async function toLines<Page>(
  kind: string,
  pages: AsyncIterable<Page> | Iterable<Page>,
  toNames: (page: Page) => readonly (string | undefined)[],
): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const page of pages) lines.push(...toNames(page).map((name) => `${kind} ${name}`));
  return lines;
}
