// What a waiting message takes, measured in a process that holds nothing else.

import { atMost, type Measurement } from "../measurement.ts";
import { runChild } from "../processes.ts";

export const memory: Measurement = {
  name: "memory",
  async measure() {
    const bytes = await runChild<number>("memory", { execArgv: ["--expose-gc"] });
    const target = atMost(1_024, "bytes", bytes);
    return [{ what: "memory a waiting message of 200 bytes", measured: `${Math.round(bytes)} bytes`, target }];
  },
};
