// How long the harness takes over thirty days in which a schedule fires each minute.

import type { Measurement } from "../measurement.ts";
import { runChild } from "../processes.ts";

export const month: Measurement = {
  name: "month",
  async measure() {
    const { completed, seconds } = await runChild<{ completed: number; seconds: number }>("month");
    const target = { text: "43,200 runs in < 5 s", met: completed === 43_200 && seconds < 5 };
    return [{ what: 'harness.advance("30 days")', measured: `${completed} runs, ${seconds.toFixed(1)} s`, target }];
  },
};
