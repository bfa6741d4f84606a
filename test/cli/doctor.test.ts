import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, type TestContext, test } from "vitest";
import { createApp } from "../support/app-folder.ts";
import { errandTemplate } from "../support/errand-template.ts";

const CLI = fileURLToPath(new URL("../../lib/cli.ts", import.meta.url));
const BROKEN = fileURLToPath(new URL("../doctor/fixtures/broken.template.json", import.meta.url));
const PROCESS_TIMEOUT = 60_000;

async function doctorIn(folder: string | undefined, ...args: string[]) {
  const child = spawn(process.execPath, ["--conditions=@errand/source", "--", CLI, "doctor", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { out, err, code };
}

const doctor = (...args: string[]) => doctorIn(undefined, ...args);

/** An application as "cdk synth" leaves it. */
function synthesized(context: TestContext, change?: Parameters<typeof errandTemplate>[0], name = "Jobs.template.json") {
  return createApp(context, { [join("cdk.out", name)]: JSON.stringify(errandTemplate(change)) }).path("");
}

test(
  "without a template it takes what is synthesized here, that of stages too, and finds nothing where nothing is wrong",
  async (context) => {
    expect(await doctorIn(synthesized(context))).toEqual({
      code: 0,
      out: "0 errors, 0 warnings in 8 resources of Errand's.\n",
      err: "",
    });
    const stage = synthesized(context, undefined, "assembly-Test/TestJobs.template.json");
    expect(await doctorIn(stage)).toMatchObject({ code: 0, err: "" });
  },
  PROCESS_TIMEOUT,
);

test(
  "errors exit with 1, and are told by resource, with their rule, what to do, and AWS's page",
  async () => {
    const { code, out, err } = await doctor(BROKEN);
    expect([code, err]).toEqual([1, ""]);
    expect(out).toContain(`HighMapping (${BROKEN})
  error report-batch-item-failures: A mapping reports which messages of a batch failed.
    HighMapping: Properties.FunctionResponseTypes must be ["ReportBatchItemFailures"], got a list without it. `);
    expect(out).toContain("    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html\n");
    expect(out).toMatch(/\n\d+ errors, \d+ warnings in 11 resources of Errand's\.\n$/);
  },
  PROCESS_TIMEOUT,
);

test(
  "warnings alone exit with 0",
  async (context) => {
    const folder = synthesized(context, ({ LowDead }) => {
      delete LowDead.DeletionPolicy;
    });
    const { code, out } = await doctorIn(folder);
    expect(code).toBe(0);
    expect(out).toContain("warning dead-letter-retained");
    expect(out).toContain("0 errors, 1 warning in 8 resources of Errand's.");
  },
  PROCESS_TIMEOUT,
);

test(
  "what is acknowledged is taken as it is, and told with its reason",
  async (context) => {
    const folder = synthesized(context, ({ Worker, HighQueue }) => {
      Worker.Properties.RecursiveLoop = "Terminate";
      HighQueue.Properties.DelaySeconds = 1;
    });
    const flags = ["--acknowledge", "recursive-loop=no job enqueues another", "--acknowledge", "queue-delay=a=b"];
    const { code, out } = await doctorIn(folder, ...flags);
    expect(out).toBe(
      "Acknowledged: recursive-loop (1 found), because: no job enqueues another\n" +
        "Acknowledged: queue-delay (1 found), because: a=b\n" +
        "0 errors, 0 warnings in 8 resources of Errand's.\n",
    );
    expect(code).toBe(0);
  },
  PROCESS_TIMEOUT,
);

test(
  "--json prints all of it as one object",
  async (context) => {
    const folder = synthesized(context, ({ Worker }) => {
      Worker.Properties.RecursiveLoop = "Terminate";
    });
    const { code, out } = await doctorIn(folder, "--json", "--acknowledge", "queue-tls=inside our own network");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      findings: [
        { rule: "recursive-loop", severity: "error", resource: "Worker", template: "cdk.out/Jobs.template.json" },
      ],
      drift: [],
      notices: [],
      resources: 8,
      acknowledged: [{ rule: "queue-tls", reason: "inside our own network", count: 0 }],
    });
  },
  PROCESS_TIMEOUT,
);

const REFUSED: readonly (readonly [string, Record<string, string>, string[], string])[] = [
  ["nothing to examine", { "jobs.ts": "" }, [], 'Run "cdk synth" first'],
  ["a file that isn't there", { "jobs.ts": "" }, ["no.json"], "no.json must be a CloudFormation template in JSON"],
  [
    "a file that isn't JSON",
    { "stack.yaml": "Resources: {}" },
    ["stack.yaml"],
    "stack.yaml must be a CloudFormation template",
  ],
  ["JSON that is no template", { "package.json": '{"name":"x"}' }, ["package.json"], 'a JSON object with "Resources"'],
  [
    "a template without anything of Errand's",
    { "a.json": '{"Resources":{"A":{"Type":"AWS::SQS::Queue"}}}' },
    ["a.json"],
    "There is nothing of Errand's in a.json",
  ],
  [
    "a rule that there isn't",
    { "jobs.ts": "" },
    ["--acknowledge", "tls=no"],
    "The rule of --acknowledge must be one of visibility-timeout",
  ],
  ["no reason", { "jobs.ts": "" }, ["--acknowledge", "queue-tls"], "--acknowledge must be RULE=REASON, got"],
  ["templates and a stack", { "jobs.ts": "" }, ["a.json", "--stack", "Jobs"], "Give templates or --stack, got both"],
  [
    "an endpoint that is no URL",
    { "jobs.ts": "" },
    ["--stack", "Jobs", "--endpoint", "localstack"],
    'The endpoint must be a URL, as http://localhost:4566, got "localstack".',
  ],
  [
    "a stack where nobody answers",
    { "jobs.ts": "" },
    ["--stack", "Jobs", "--endpoint", "http://127.0.0.1:1"],
    "of Jobs failed: ",
  ],
];

for (const [what, files, args, message] of REFUSED) {
  test(
    `${what}: it says so and fails`,
    async (context) => {
      const { code, out, err } = await doctorIn(createApp(context, files).path(""), ...args);
      expect([code, out]).toEqual([1, ""]);
      expect(err).toContain(message);
    },
    PROCESS_TIMEOUT,
  );
}
