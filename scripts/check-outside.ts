// Tries the package as its users get it: packed, installed in an outside project, type-checked there by TypeScript 5.9
// and 7 with every declaration looked at, and run.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = `
import {
  at, configure, createClient, cron, current, discard, drain, EnqueueManyError, ErrandError, isErrandError, job, type Job,
  type JobReference, lazy, nextRuns, rate, type Receipt, retryIn, type Schedule, snooze,
} from "errand";
import { createHandler, type SqsHandler } from "errand/lambda";
import { type LocalRunner, startLocal } from "errand/local";
import { createHarness, enqueued, type Harness } from "errand/testing";
import { createWorker, type Worker, type WorkerEvent, type WorkerOptions } from "errand/worker";

export const greet = job("greet", async (name: string, times = 1) => name.repeat(times), { retry: { min: "1s" } });
export const measure = job("measure", lazy(() => import("./measure.js")));
export const report = job("report", (kind: "daily" | "weekly") => kind, { schedule: cron("0 3 * * *", { args: ["daily"] }) });
export const handler: SqsHandler = createHandler({ greet, measure });
export const start = (): Promise<LocalRunner> => startLocal({ jobs: "program.ts" });

configure({ mode: "inline" });
const receipt: Receipt = await greet.enqueue("ann");
const receipts: readonly Receipt[] = await greet.with({ delay: "3 days" }).enqueueMany([["ann"], ["bob", 2]]);
const called: string = await greet("ann", 2);
const length: number = await measure("four");
const weekly: Schedule<readonly []> = rate("7 days");
const runs: readonly Date[] = nextRuns(weekly, { from: new Date(0), count: 1 });
await report.schedule("all", weekly, "weekly");
const waiting: JobReference = greet.byId(receipt.id);
const named: Job<(name: string) => Promise<string>> = greet;
// @ts-expect-error a number is no name
const wrong = () => greet.enqueue(1);

const harness: Harness = createHarness({ greet });
await greet.with({ delay: "1h" }).enqueue("dan");
await harness.advance("1h");
const times: readonly [string, (number | undefined)?] | undefined = harness.ranOf(greet)[0]?.args;
await harness.stop();
configure({ mode: "fake" });
await greet.enqueue("fay");
const faked: string | undefined = enqueued(greet)[0]?.args[0];

const told: WorkerEvent["type"][] = [];
const options: WorkerOptions = { priorities: ["low"], aging: "1 minute", environment: {}, onEvent: ({ type }) => void told.push(type as WorkerEvent["type"]) };
const worker: Worker = createWorker({ greet }, options);
const unconfigured: boolean = await worker.start().then(() => false, (error) => isErrandError(error, "not_configured"));
await worker.stop();

const all = [at, runs[0]?.getTime, waiting.cancel, createClient, current, discard, drain, EnqueueManyError, ErrandError, isErrandError, retryIn, snooze, named, wrong];
const answer = await handler({
  Records: [{ messageId: "m", body: '{"function":"greet","args":["eve"]}', eventSourceARN: "arn:aws:sqs:x:0:low" }],
});
console.log(JSON.stringify({
  job: receipt.job, receipts: receipts.length, called, length, exports: all.every((one) => typeof one === "function"), answer,
  times, faked, unconfigured,
}));
`;

const WORKER = `
import { createHandler } from "errand/lambda";
import { greet, report } from "./program-jobs.js";

export const handler = createHandler({ greet, report });
`;

const JOBS = `
import { cron, job } from "errand";

export const greet = job("greet", (name: string) => name, { priority: "high" });
export const report = job("report", (kind: string) => kind, { schedule: cron("0 3 * * *", { args: ["daily"] }) });
`;

/** A CDK application, as its users write it. */
const STACK = `
import { App, Duration, Stack } from "aws-cdk-lib";
import { Function as LambdaFunction, Code, Runtime } from "aws-cdk-lib/aws-lambda";
import { type CapacityOptions, JobQueues, type JobQueuesProps, WorkerService } from "errand/cdk";
import * as jobs from "./program-jobs.js";

const app = new App();
const stack = new Stack(app, "Outside");
const props: JobQueuesProps = {
  jobs,
  entry: "worker.ts",
  queues: { low: { batchSize: 100, batchingWindow: Duration.seconds(5) } },
};
const queues = new JobQueues(stack, "Jobs", props);
const code = Code.fromInline("export const handler = () => {};");
queues.grantEnqueue(new LambdaFunction(stack, "Web", { code, handler: "index.handler", runtime: Runtime.NODEJS_24_X }));
queues.high.queue.metricApproximateAgeOfOldestMessage();
queues.worker.metricErrors();
const long = new JobQueues(stack, "Long", { jobs, workers: "none" });
const capacity: CapacityOptions = { min: 1, oldestAge: Duration.minutes(2) };
const workers = new WorkerService(stack, "Workers", { queues: long, entry: "program-jobs.ts", capacity });
long.alarmTopic?.grantPublish(workers);
const { template } = app.synth().getStackByName("Outside");
const types = Object.values(template.Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
console.log(types.filter((type) => /SQS::Queue$|Schedule$|EventSourceMapping$|ECS::Service$/.test(type)).length);
`;

/** Eight queues, two event source mappings, two schedules, one service. */
const EXPECTED_RESOURCES = "13";

const EXPECTED =
  '{"job":"greet","receipts":2,"called":"annann","length":4,"exports":true,"answer":{"batchItemFailures":[]},"times":["dan"],"faked":"fay","unconfigured":true}';

const COMPILERS = { "typescript-5": "npm:typescript@5.9", "typescript-7": "npm:typescript@7" };

const folder = mkdtempSync(join(tmpdir(), "errand-outside-"));
const run = (command: string, args: readonly string[], cwd: string): string =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], process.cwd());
const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
if (tarball === undefined) throw new Error(`npm pack left no tarball in ${folder}.`);
const { devDependencies: own } = JSON.parse(readFileSync("package.json", "utf8"));
const { "aws-cdk-lib": cdk, constructs, esbuild } = own;
const devDependencies = { ...COMPILERS, "@types/node": own["@types/node"], "aws-cdk-lib": cdk, constructs, esbuild };
writeFileSync(
  join(folder, "package.json"),
  JSON.stringify({ type: "module", private: true, dependencies: { errand: `file:${tarball}` }, devDependencies }),
);
writeFileSync(join(folder, "program.ts"), PROGRAM);
writeFileSync(join(folder, "measure.ts"), "export default (text: string): number => text.length;\n");
run("npm", ["install", "--silent", "--no-audit", "--no-fund"], folder);

for (const compiler of Object.keys(COMPILERS)) {
  for (const resolution of ["nodenext", "bundler"]) {
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      target: "es2023",
      module: resolution === "bundler" ? "esnext" : "nodenext",
      moduleResolution: resolution,
      types: [],
      declaration: true,
      outDir: "out",
    };
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions, files: ["program.ts", "measure.ts"] }),
    );
    run(process.execPath, [join("node_modules", compiler, "bin", "tsc"), "-p", "tsconfig.json"], folder);
    process.stdout.write(`ok: every door type-checks under ${compiler} with ${resolution} resolution\n`);
  }
}
const printed = run(process.execPath, ["out/program.js"], folder).trim();
if (printed !== EXPECTED) throw new Error(`The program printed\n${printed}\nbut was expected to print\n${EXPECTED}`);
process.stdout.write("ok: the program runs on the packed tarball\n");

const files = { "program-jobs.ts": JOBS, "worker.ts": WORKER, "stack.ts": STACK };
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
const compilerOptions = {
  strict: true,
  skipLibCheck: false,
  target: "es2023",
  module: "nodenext",
  types: ["node"],
  outDir: "out",
};
writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["stack.ts"] }));
run(process.execPath, [join("node_modules", "typescript-5", "bin", "tsc"), "-p", "tsconfig.json"], folder);
process.stdout.write("ok: a CDK application type-checks under typescript-5\n");
const synthesized = run(process.execPath, ["out/stack.js"], folder).trim();
if (synthesized !== EXPECTED_RESOURCES) {
  throw new Error(
    `The stack has ${synthesized} queues, mappings, schedules and services, but was expected to have ${EXPECTED_RESOURCES}.`,
  );
}
process.stdout.write("ok: a CDK application is synthesized with the packed tarball\n");
const required = run(
  process.execPath,
  ["--input-type=commonjs", "-e", 'console.log(typeof require("errand/cdk").JobQueues)'],
  folder,
);
if (required.trim() !== "function") throw new Error(`A CommonJS application got ${required.trim()} for JobQueues.`);
process.stdout.write("ok: a CommonJS application gets the construct\n");
rmSync(folder, { recursive: true });
