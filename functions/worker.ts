// The Lambda function that runs the gazette's jobs.

import { createHandler } from "errand/lambda";
import * as jobs from "../examples/gazette/jobs.ts";

export const handler = createHandler(jobs);
