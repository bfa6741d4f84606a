// The CDK application: the Gazette, once. cdk.json names this file.

import { App } from "aws-cdk-lib";
import { readSettings } from "./settings.ts";
import { GazetteStack } from "./stack.ts";

const app = new App();
new GazetteStack(app, "Gazette", readSettings(app.node));
