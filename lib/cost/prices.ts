// What AWS charges for what Errand uses, by region: the one table, with the date and the source of every figure.

import { ErrandError, show } from "../core/errors.ts";

export interface Price {
  readonly dollars: number;
  /** For how many: a million requests, one GB-second. */
  readonly per: number;
  /** AWS's own page, which decides. */
  readonly page: string;
  /** Where the figure was read. */
  readonly source: string;
}

export interface Prices {
  readonly region: string;
  /** When the sources were looked at. */
  readonly date: string;
  readonly sqsStandard: Price;
  readonly sqsFifo: Price;
  /** On top of a standard queue's price, for messages with a message group. */
  readonly sqsFair: Price;
  readonly invocations: Price;
  /** A second of 1,024 MB. */
  readonly compute: Readonly<Record<Architecture, Price>>;
  readonly firings: Price;
  readonly alarms: Price;
  readonly dashboards: Price;
  /** A GB that is written to CloudWatch Logs. */
  readonly logs: Price;
}

/** Of a Lambda function, as Lambda names it. */
export type Architecture = "arm64" | "x86_64";

const MILLION = 1_000_000;

const SQS_PAGE = "https://aws.amazon.com/sqs/pricing/";
const LAMBDA_PAGE = "https://aws.amazon.com/lambda/pricing/";
const CLOUDWATCH_PAGE = "https://aws.amazon.com/cloudwatch/pricing/";

const SQS_SOURCE = "https://cloudburn.io/blog/amazon-sqs-pricing";
const COMPUTE_SOURCE = "https://cloudchipr.com/blog/aws-lambda-pricing";
const CLOUDWATCH_SOURCE = "https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/";

/** First volume tiers. Only regions whose figures were all found stand here: a guess would look like a price. */
const TABLE: readonly Prices[] = [
  {
    region: "us-east-1",
    date: "2026-11-21",
    sqsStandard: { dollars: 0.4, per: MILLION, page: SQS_PAGE, source: SQS_SOURCE },
    sqsFifo: { dollars: 0.5, per: MILLION, page: SQS_PAGE, source: SQS_SOURCE },
    sqsFair: { dollars: 0.1, per: MILLION, page: SQS_PAGE, source: SQS_SOURCE },
    invocations: {
      dollars: 0.2,
      per: MILLION,
      page: LAMBDA_PAGE,
      source: "https://docs.aws.amazon.com/whitepapers/latest/how-aws-pricing-works/lambda.html",
    },
    compute: {
      arm64: { dollars: 0.0000133334, per: 1, page: LAMBDA_PAGE, source: COMPUTE_SOURCE },
      x86_64: { dollars: 0.0000166667, per: 1, page: LAMBDA_PAGE, source: COMPUTE_SOURCE },
    },
    firings: {
      dollars: 1,
      per: MILLION,
      page: "https://aws.amazon.com/eventbridge/pricing/",
      source: "https://cloudburn.io/blog/amazon-eventbridge-pricing",
    },
    alarms: {
      dollars: 0.1,
      per: 1,
      page: CLOUDWATCH_PAGE,
      source: "https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm",
    },
    dashboards: { dollars: 3, per: 1, page: CLOUDWATCH_PAGE, source: CLOUDWATCH_SOURCE },
    logs: { dollars: 0.5, per: 1, page: CLOUDWATCH_PAGE, source: CLOUDWATCH_SOURCE },
  },
];

/** What an account has for nothing each month. Shared by all that runs in it, and so never subtracted here. */
export const FREE_TIERS: readonly string[] = [
  "a million SQS requests",
  "a million Lambda invocations and 400,000 GB-seconds",
  "14 million invocations of schedules",
  "10 alarms",
  "3 dashboards",
];

/** The prices of a region; `undefined` where the table has none. */
export function findPrices(region: string): Prices | undefined {
  return TABLE.find((prices) => prices.region === region);
}

export function pricedRegions(): readonly string[] {
  return TABLE.map(({ region }) => region);
}

/** @throws `ErrandError` `invalid_option` for a region that the table lacks, naming those it has. */
export function toPrices(region: string): Prices {
  const prices = findPrices(region);
  if (prices !== undefined) return prices;
  const regions = pricedRegions().join(", ");
  throw new ErrandError(
    "invalid_option",
    `The region must be one that the price table has, ${regions}, got ${show(region)}. ` +
      `For an estimate give --region ${pricedRegions()[0]}: prices differ by region, and docs/cost.md says where AWS has its own.`,
  );
}
