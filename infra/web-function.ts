// The function behind the page: its code, a log, and a role that may write there and nothing else yet.

import { Duration, type RemovalPolicy } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type Architecture, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogLevel, NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";

/** What CommonJS packages find in Lambda's own CommonJS, and a bundle of ES modules lacks. */
const REQUIRE = `import{createRequire as webRequire}from"node:module";globalThis.require??=webRequire(import.meta.url);`;

interface WebOptions {
  readonly architecture: Architecture;
  readonly environment: Readonly<Record<string, string>>;
  readonly removalPolicy: RemovalPolicy;
  /** Of the packages' `exports`, beside Node's. */
  readonly condition: string;
}

export function makeWebFunction(scope: Construct, id: string, options: WebOptions): NodejsFunction {
  const { architecture, environment, removalPolicy, condition } = options;
  const web = new Construct(scope, id);
  const logGroup = new LogGroup(web, "Logs", { retention: RetentionDays.ONE_MONTH, removalPolicy });
  const role = new Role(web, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
  logGroup.grantWrite(role);
  return new NodejsFunction(web, "Function", {
    entry: "functions/web.ts",
    runtime: Runtime.NODEJS_24_X,
    architecture,
    memorySize: 512,
    timeout: Duration.seconds(20),
    environment: { ...environment },
    logGroup,
    role,
    bundling: {
      format: OutputFormat.ESM,
      mainFields: ["module", "main"],
      banner: REQUIRE,
      minify: true,
      logLevel: LogLevel.ERROR,
      bundleAwsSDK: true, // the version that was tested; emulators' runtimes have none
      esbuildArgs: { "--conditions": `${condition},module` },
    },
  });
}
