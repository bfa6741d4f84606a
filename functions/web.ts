// The Lambda function behind the gazette's page.

import { handle } from "hono/aws-lambda";
import { createWebApp } from "../examples/gazette/web/app.ts";

export const handler = handle(createWebApp());
