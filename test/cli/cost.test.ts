import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const CLI = fileURLToPath(new URL("../../lib/cli.ts", import.meta.url));
const PAGE = readFileSync(join(import.meta.dirname, "../../docs/cost.md"), "utf8");
const PROCESS_TIMEOUT = 60_000;

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function errand(args: readonly string[], region?: string): Promise<Result> {
  const { AWS_REGION: _, ...environment } = process.env;
  const env = region === undefined ? environment : { ...environment, AWS_REGION: region };
  return new Promise((resolve) => {
    execFile(process.execPath, ["--conditions=@errand/source", "--", CLI, ...args], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

const examples = [...PAGE.matchAll(/```console\n\$ npx errand (.+)\n([\s\S]*?)```/g)].map(
  ([, command = "", output = ""]) => [command, output] as const,
);

test("the page has its examples", () => {
  expect(examples.length).toBeGreaterThanOrEqual(3);
});

test.each(examples)(
  "the page's example prints what the page says: errand %s",
  async (command, output) => {
    const { code, out, err } = await errand(command.split(" "));
    expect([code, err]).toEqual([0, ""]);
    expect(out.replaceAll(/ +$/gm, "").trimEnd()).toBe(output.trimEnd());
  },
  PROCESS_TIMEOUT,
);

test(
  "--json prints the usage, the lines and the sums",
  async () => {
    const { out } = await errand(["cost", "--rate", "1M/month", "--duration", "0s", "--queues", "0", "--json"]);
    const bill = JSON.parse(out);
    expect(bill).toMatchObject({
      region: "us-east-1",
      pricesOf: "2026-11-21",
      hours: 730,
      usage: { jobs: 1_000_000, alarms: 0, architecture: "arm64" },
      lines: expect.arrayContaining([
        { what: "SQS: deleting", by: "jobs", quantity: 1_000_000, unit: "requests", dollars: 0.4 },
      ]),
    });
    expect(bill.total).toBeCloseTo(bill.perMillionJobs + 3, 6); // the dashboard
  },
  PROCESS_TIMEOUT,
);

test(
  "the region is AWS_REGION's, unless --region names another",
  async () => {
    const refused = await errand(["cost", "--rate", "1/s"], "eu-west-1");
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toContain('must be one that the price table has, us-east-1, got "eu-west-1"');
    const told = await errand(["cost", "--rate", "1/s", "--region", "us-east-1"], "eu-west-1");
    expect(told.code).toBe(0);
  },
  PROCESS_TIMEOUT,
);

test(
  "--template tells what stands in it, but for what is said",
  async (context) => {
    const folder = await mkdtemp(join(tmpdir(), "errand-"));
    context.onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "Jobs.template.json");
    const Resources = {
      Queue: { Type: "AWS::SQS::Queue" },
      Worker: { Type: "AWS::Lambda::Function", Properties: { MemorySize: 2048, Architectures: ["arm64"] } },
      Source: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: { EventSourceArn: { "Fn::GetAtt": ["Queue", "Arn"] }, FunctionName: { Ref: "Worker" } },
      },
      Hourly: { Type: "AWS::Scheduler::Schedule", Properties: { ScheduleExpression: "rate(1 hour)" } },
      Alarm: { Type: "AWS::CloudWatch::Alarm" },
    };
    await writeFile(file, JSON.stringify({ Resources }));
    const args = ["cost", "--rate", "1/s", "--template", file, "--alarms", "5", "--json"];
    const { usage } = JSON.parse((await errand(args)).out);
    expect(usage).toMatchObject({ memoryMegabytes: 2048, queues: 1, alarms: 5, dashboards: 0, firings: 730 });

    const missing = await errand(["cost", "--rate", "1/s", "--template", join(folder, "none.json")]);
    expect(missing.code).toBe(1);
    expect(missing.err).toMatch(
      /^errand cost: --template must be a file with a CloudFormation template as JSON, got .*ENOENT/,
    );
  },
  PROCESS_TIMEOUT,
);

test.each<[string, string[], string]>([
  ["no rate", [], "required option '--rate <rate>' not specified"],
  ["a rate that is none", ["--rate", "often"], "errand cost: --rate must be a number and what it is counted by"],
  ["schedules without a period", ["--rate", "1/s", "--schedules", "5"], "errand cost: --schedules must be a number"],
  ["a batch of none", ["--rate", "1/s", "--batch", "0"], 'must be a whole number from 1 to 10,000, got "0"'],
  ["sends of eleven", ["--rate", "1/s", "--send-batch", "11"], 'must be a whole number from 1 to 10, got "11"'],
  ["an unknown architecture", ["--rate", "1/s", "--architecture", "risc"], "Allowed choices are arm64, x86_64"],
  ["everything failing", ["--rate", "1/s", "--failing", "100%"], "must be a share below the whole"],
  ["a size of no unit", ["--rate", "1/s", "--size", "1 stone"], "must be a size of at least one byte"],
  ["a job of an hour", ["--rate", "1/s", "--duration", "60m"], "must be a duration from 0s to 15m"],
  ["fair FIFO queues", ["--rate", "1/s", "--fair", "--fifo"], "must be of fair or of FIFO queues, got both"],
])(
  "%s: it says so and fails",
  async (_, args, message) => {
    const { code, out, err } = await errand(["cost", ...args]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain(message);
  },
  PROCESS_TIMEOUT,
);
