// The Gazette on AWS: its jobs' queues and worker, its page behind a function URL, and a bucket for the thumbnails.

import { Annotations, CfnOutput, Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { FunctionUrlAuthType } from "aws-cdk-lib/aws-lambda";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { JobQueues } from "errand/cdk";
import type { Settings } from "./settings.ts";
import { makeWebFunction } from "./web-function.ts";

/** Only in this repository: its bundles take Errand's source. An application that has installed Errand leaves it out. */
const CONDITION = "@errand/source";

export class GazetteStack extends Stack {
  constructor(scope: Construct, id: string, { smtpUrl, architecture, removalPolicy }: Settings) {
    super(scope, id);
    if (smtpUrl === undefined) {
      const remedy = "Give the SMTP server: cdk deploy -c smtpUrl=smtp://user:password@mail.example.org:587";
      Annotations.of(this).addWarningV2("gazette:smtpUrl", `Without one no mail leaves, and its job dies. ${remedy}`);
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
        memorySize: 1024, // its share of a CPU grows with it, and pictures are work
        environment: { ...environment, ...(smtpUrl !== undefined && { GAZETTE_SMTP_URL: smtpUrl }) },
      },
      bundling: {
        nodeModules: ["sharp"], // native code
        assets: { photos: "examples/gazette/photos" },
        conditions: [CONDITION],
      },
      removalPolicy,
    });
    const web = makeWebFunction(this, "Web", { architecture, environment, removalPolicy, condition: CONDITION });
    const { url } = web.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });

    queues.grantEnqueue(web);
    const thumbnails = bucket.arnForObjects("*");
    queues.worker.addToRolePolicy(new PolicyStatement({ actions: ["s3:PutObject"], resources: [thumbnails] }));
    web.addToRolePolicy(new PolicyStatement({ actions: ["s3:GetObject"], resources: [thumbnails] }));
    web.addToRolePolicy(new PolicyStatement({ actions: ["s3:ListBucket"], resources: [bucket.bucketArn] }));

    new CfnOutput(this, "WebUrl", { value: url });
    new CfnOutput(this, "Bucket", { value: bucket.bucketName });
    new CfnOutput(this, "Worker", { value: queues.worker.functionName });
    // What enqueues from elsewhere needs these: ErrandHighQueueUrl is its ERRAND_HIGH_QUEUE_URL.
    for (const [variable, value] of Object.entries(queues.environment)) {
      new CfnOutput(this, toOutputName(variable), { value });
    }
  }
}

function toOutputName(variable: string): string {
  return variable.toLowerCase().replaceAll(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
