// AWS refuses requests and invocations: that burns no attempt and kills nothing.

import { test } from "vitest";
import { hold, TIME_LIMIT } from "./hold.ts";
import { ALWAYS, endsAreAsTheModelSays } from "./laws.ts";

test("throttled for hours: all end as if nothing had been", { timeout: TIME_LIMIT }, async () => {
  const laws = { ...ALWAYS, ends: endsAreAsTheModelSays({ alsoCrashed: false }) };
  await hold(laws, { mostCrashes: 0, single: false, faults: { throttle: 0.4, reorder: 0.5, slowPoll: 0.2 } }, 600);
});
