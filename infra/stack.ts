// The Gazette on AWS: its jobs' queues and worker, its page behind a function URL, and a bucket for the thumbnails.

import { Annotations, CfnOutput, Stack } from "aws-cdk-lib";
import { FunctionUrlAuthType } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { JobQueues } from "errand/cdk";
import type { Settings } from "./settings.ts";
import { allowListing, allowObjects, makeThumbnails } from "./thumbnails.ts";
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
    const bucket = makeThumbnails(this, "Thumbnails", removalPolicy);
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
    allowObjects(queues.worker, "s3:PutObject", bucket);
    allowObjects(web, "s3:GetObject", bucket);
    allowListing(web, bucket);

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
