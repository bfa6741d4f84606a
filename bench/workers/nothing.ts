// A worker with one job that does nothing: all of its bundle is Errand's.

import { job } from "errand";
import { createHandler } from "errand/lambda";

export const handler = createHandler([job("nothing", () => {})]);
