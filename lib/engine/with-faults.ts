// An engine that fails now and then as AWS does: it throttles, loses answers, and answers polls late.

import type { Clock } from "../core/ports.ts";
import type { Engine } from "./engine.ts";
import type { Faults } from "./faults.ts";
import { lostAnswer } from "./lost-answer.ts";
import { toThrottled } from "./throttled.ts";

/** A slow poll answers 1 to so many seconds late. */
const LATEST_SECONDS = 20;

/**
 * @param faults asked at each request, so that they can change while the engine runs.
 */
export function withFaults(engine: Engine, faults: () => Faults, clock: Clock): Engine {
  return {
    close: engine.close,
    async handle(request, signal) {
      const { strikes, pick } = faults();
      if (strikes("throttle")) return toThrottled(request);
      const answer = await engine.handle(request, signal);
      // What it received is in flight by now, so that its wait is not given up when the sender goes away.
      if (request.headers["x-amz-target"] === "AmazonSQS.ReceiveMessage" && strikes("slowPoll")) {
        const lateSeconds = 1 + pick("slowPoll", LATEST_SECONDS);
        await new Promise<void>((resolve) => void clock.after(lateSeconds * 1000, resolve));
      }
      if (strikes("loseResponse")) throw lostAnswer();
      return answer;
    },
  };
}
