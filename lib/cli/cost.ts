// The command "errand cost": what jobs at a rate cost in a month on AWS.

import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { systemClock } from "../core/clock.ts";
import { ErrandError } from "../core/errors.ts";
import { toBill } from "../cost/bill.ts";
import { toMonthlyFirings } from "../cost/firings.ts";
import { type Architecture, toPrices } from "../cost/prices.ts";
import { MONTH_HOURS, toMonthly } from "../cost/rate.ts";
import { toDeployed } from "../cost/template.ts";
import type { Usage } from "../cost/usage.ts";
import { toCostLines } from "./cost-lines.ts";
import { toBytes, toRunSeconds, toShare, whole } from "./number-flags.ts";

interface CostFlags {
  readonly rate: string;
  readonly template?: string;
  readonly region: string;
  readonly sendBatch: number;
  readonly batch: number;
  readonly pack: number;
  readonly size: number;
  readonly duration: number;
  readonly concurrency: number;
  readonly memory: number;
  readonly architecture: Architecture;
  readonly failing: number;
  readonly schedules: string;
  readonly queues: number;
  readonly alarms?: number;
  readonly dashboards: number;
  readonly fair: boolean;
  readonly fifo: boolean;
  readonly json: boolean;
}

const EPILOGUE = `
Rates are written 100/s, 5000/min, 2/hour, 1M/day or 10M/month. --batch and --send-batch are averages: what comes
together, not what may. docs/cost.md says how it is calculated.`;

export function costCommand(): Command {
  return new Command("cost")
    .summary("what so many jobs cost in a month")
    .description("Tell the monthly bill on AWS of jobs at a rate.")
    .requiredOption("--rate <rate>", "jobs enqueued, such as 100/s or 1M/day")
    .addOption(
      new Option("--region <region>", "the AWS region whose prices hold").env("AWS_REGION").default("us-east-1"),
    )
    .option("--template <file>", "a CloudFormation template, for all that it says and no other option does")
    .option("--send-batch <messages>", "messages in one request that sends, 1 to 10", whole(1, 10), 1)
    .option("--batch <messages>", "messages in one invocation, 1 to 10,000", whole(1, 10_000), 1)
    .option("--pack <jobs>", "jobs in one message (arithmetic only: Errand doesn't pack yet)", whole(1, 10_000), 1)
    .option("--size <bytes>", "of one job in its message, such as 800 or 64KiB", toBytes, 1024)
    .option("--duration <duration>", "how long a job runs, such as 20ms or 1.5s", toRunSeconds, 0.1)
    .option("--concurrency <jobs>", "jobs of one invocation at once; 1 for jobs that compute", whole(1, 1000), 10)
    .option("--memory <megabytes>", "of the function, 128 to 10,240", whole(128, 10_240), 512)
    .addOption(new Option("--architecture <name>", "of the function").choices(["arm64", "x86_64"]).default("arm64"))
    .option("--failing <share>", "of all attempts, such as 5%; each is made again", toShare, 0)
    .option("--schedules <rate>", "how often schedules fire, such as 24/day", "0/day")
    .option("--queues <number>", "queues that Lambda polls, 0 to 1,000", whole(0, 1000), 2)
    .option("--alarms <number>", "CloudWatch alarms; default two a queue, and three", whole(0, 10_000))
    .option("--dashboards <number>", "CloudWatch dashboards", whole(0, 1000), 1)
    .option("--fair", "standard queues with message groups", false)
    .option("--fifo", "FIFO queues", false)
    .option("--json", "print the bill as JSON", false)
    .addHelpText("after", EPILOGUE)
    .action(cost);
}

function cost(given: CostFlags, command: Command): void {
  const flags = given.template === undefined ? given : withTemplate(given, given.template, command);
  const prices = toPrices(flags.region);
  const usage = toUsage(flags);
  const bill = toBill(usage, prices);
  const text = flags.json
    ? JSON.stringify({ region: prices.region, pricesOf: prices.date, hours: MONTH_HOURS, usage, ...bill }, null, 2)
    : toCostLines(bill, usage, prices, flags.rate).join("\n");
  process.stdout.write(`${text}\n`);
}

/** What was written on the command line wins over the template, and the template over the defaults. */
function withTemplate(given: CostFlags, file: string, command: Command): CostFlags {
  const { memoryMegabytes, schedules, ...others } = toDeployed(readTemplate(file), "errand cost: --template");
  const firings = toMonthlyFirings(schedules, new Date(systemClock.now()));
  const told: Partial<CostFlags> = {
    ...(memoryMegabytes === undefined ? {} : { memory: memoryMegabytes }),
    schedules: `${firings.toFixed(3)}/month`,
    ...others,
  };
  const isOpen = ([name]: [string, unknown]): boolean => command.getOptionValueSource(name) !== "cli";
  return { ...given, ...Object.fromEntries(Object.entries(told).filter(isOpen)) };
}

function readTemplate(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new ErrandError(
      "invalid_option",
      `errand cost: --template must be a file with a CloudFormation template as JSON, got ${file}: ` +
        `${cause instanceof Error ? cause.message : cause}. Give one that cdk synth writes, such as cdk.out/Jobs.template.json.`,
      { cause },
    );
  }
}

function toUsage(flags: CostFlags): Usage {
  const { sendBatch, batch, pack, concurrency, architecture, failing, queues, dashboards, fair, fifo } = flags;
  return {
    jobs: toMonthly(flags.rate, "errand cost: --rate"),
    failing,
    sendBatch,
    batch,
    pack,
    jobBytes: flags.size,
    fifo,
    fair,
    durationSeconds: flags.duration,
    concurrency,
    memoryMegabytes: flags.memory,
    architecture,
    firings: toMonthly(flags.schedules, "errand cost: --schedules"),
    queues,
    // What the CDK construct makes: the age and the dead of each queue; errors, throttles and duration of the worker.
    alarms: flags.alarms ?? (queues === 0 ? 0 : 2 * queues + 3),
    dashboards,
  };
}
