// The Gazette on AWS: its jobs' queues and worker, its page behind a function URL, and a bucket for the thumbnails.

import { Annotations, CfnOutput, Duration, Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { FunctionUrlAuthType, Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { JobQueues } from "errand/cdk";
import type { Settings } from "./settings.ts";

/** Only in this repository: has its own bundles take Errand's source. An application that has installed Errand needs none. */
const CONDITION = "@errand/source";

export class GazetteStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { smtpUrl, architecture, removalPolicy } = settings;
    if (smtpUrl === undefined) {
      const why =
        "No mail leaves: give the SMTP server as cdk deploy -c smtpUrl=smtp://user:password@mail.example.org:587";
      Annotations.of(this).addWarningV2("gazette:smtpUrl", why);
    }
    const bucket = new Bucket(this, "Thumbnails", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy,
    });
    const environment = { GAZETTE_BUCKET: bucket.bucketName };

    const queues = new JobQueues(this, "Jobs", {
      entry: "functions/worker.ts",
      worker: {
        architecture,
        memorySize: 1024, // CPU comes with it, and pictures are work
        timeout: Duration.seconds(60),
        environment: { ...environment, ...(smtpUrl !== undefined && { GAZETTE_SMTP_URL: smtpUrl }) },
      },
      bundling: {
        nodeModules: ["sharp"], // native code
        assets: { photos: "examples/gazette/photos" },
        conditions: [CONDITION],
      },
      removalPolicy,
    });

    const web = new NodejsFunction(this, "Web", {
      entry: "functions/web.ts",
      runtime: Runtime.NODEJS_24_X,
      architecture,
      memorySize: 512,
      timeout: Duration.seconds(20),
      environment,
      logGroup: new LogGroup(this, "WebLog", { retention: RetentionDays.ONE_MONTH, removalPolicy }),
      bundling: {
        format: OutputFormat.ESM,
        mainFields: ["module", "main"],
        minify: true,
        bundleAwsSDK: true, // the version that was tested, and emulators' runtimes have none
        esbuildArgs: { "--conditions": `${CONDITION},module` },
      },
    });
    queues.grantEnqueue(web);
    const thumbnails = bucket.arnForObjects("*");
    queues.worker.addToRolePolicy(new PolicyStatement({ actions: ["s3:PutObject"], resources: [thumbnails] }));
    web.addToRolePolicy(new PolicyStatement({ actions: ["s3:GetObject"], resources: [thumbnails] }));
    web.addToRolePolicy(new PolicyStatement({ actions: ["s3:ListBucket"], resources: [bucket.bucketArn] }));

    const { url } = web.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    new CfnOutput(this, "WebUrl", { value: url });
    new CfnOutput(this, "Bucket", { value: bucket.bucketName });
    new CfnOutput(this, "Worker", { value: queues.worker.functionName });
    // What enqueues from outside needs these: ErrandHighQueueUrl is its ERRAND_HIGH_QUEUE_URL.
    for (const [variable, value] of Object.entries(queues.environment)) {
      new CfnOutput(this, toOutputName(variable), { value });
    }
  }
}

function toOutputName(variable: string): string {
  return variable.toLowerCase().replaceAll(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
