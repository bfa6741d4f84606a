// Every outcome, every request of its settling, failing before or after its effect: each order of failure is tried, none
// is drawn. A queue that keeps what it has shows that nothing is lost.

import { discard, job, snooze } from "errand";
import { expect, test } from "vitest";
import { runBatch } from "../../lib/core/batch.ts";
import type { Delivery, Post, Queues } from "../../lib/core/ports.ts";
import { aDelivery } from "../support/deliveries.ts";
import { aKernel, START } from "../support/kernels.ts";

const jobs = {
  complete: job("complete", () => {}),
  leave: job("leave", () => discard("gone")),
  fail: job("fail", () => Promise.reject(new Error("no")), { retry: { attempts: 2, min: 0, max: 0 } }),
  nap: job("nap", () => snooze(5)),
};

const QUARANTINE = { quarantine: { copies: 1 } };
const PAST = "2026-11-21T09:00:00.000Z";
const FUTURE = "2026-11-21T11:00:00.000Z";

/** What comes in, and where it must be in the end: nowhere, in the queue again, or among the dead. */
const DELIVERIES = {
  "a job that completes": [{ function: "complete", args: [] }, "nowhere"],
  "a job that discards itself": [{ function: "leave", args: [] }, "nowhere"],
  "one that has expired": [{ function: "complete", args: [], expiresAt: PAST }, "nowhere"],
  "one that fails": [{ function: "fail", args: [] }, "again"],
  "one that snoozes": [{ function: "nap", args: [] }, "again"],
  "one that is early": [{ function: "complete", args: [], notBefore: FUTURE }, "again"],
  "one that nobody knows": [{ function: "nobody", args: [] }, "again"],
  "one whose attempts are used up": [{ function: "fail", args: [], attempt: 2 }, "dead"],
  "one that can't be read": ["}{", "dead"],
} as const;

/** How it comes in: for the first time, as a copy that runs alone, for the second time, and for the fifth. */
const ARRIVALS = {
  fresh: { receives: 1, mark: {} },
  "in quarantine": { receives: 1, mark: QUARANTINE },
  "back once": { receives: 2, mark: {} },
  "back too often": { receives: 5, mark: {} },
} as const;

type Failure = "none" | "before" | "after";

/** A request to the queues as SQS does it: with the failure that is ordered for the `position`-th, from 0, and no other. */
function queuesFailing(delivery: Delivery, position: number, failure: Failure) {
  const waiting: Post[] = [];
  const buried: Post[] = [];
  const requests: string[] = [];
  let inHand: Delivery | undefined = delivery;
  const request = async (name: string, effect: () => void): Promise<void> => {
    const strikes = requests.push(name) - 1 === position;
    if (strikes && failure === "before") throw new Error("refused");
    effect();
    if (strikes && failure === "after") throw new Error("the answer was lost");
  };
  const remove = () => {
    inHand = undefined;
  };
  const queues: Queues = {
    send: async () => [],
    retry: (post) => request("retry", () => void waiting.push(post)),
    bury: (post) => request("bury", () => void buried.push(post)),
    acknowledge: () => request("acknowledge", remove),
    hide: () => request("hide", () => {}),
    visibilitySeconds: async () => 360,
  };
  return { queues, requests, remove, places: () => ({ inHand, waiting, buried }) };
}

async function settleOnce(body: unknown, receives: number, position: number, failure: Failure) {
  const delivery = aDelivery(body, { receives, firstReceivedAt: START - 1000 });
  const { kernel, events } = aKernel(jobs);
  const { queues, requests, remove, places } = queuesFailing(delivery, position, failure);
  const time = { wholeMs: 59_000, abortAt: START + 59_000, giveUpAt: START + 59_500, answerAt: START + 59_900 };
  const failing = { ...kernel, broker: queues, inbox: queues };
  const [result] = await runBatch([delivery], failing, { concurrency: 1, time });
  if (result?.settlement === "acknowledge") remove();
  return { ...places(), requests, settlement: result?.settlement, events };
}

const cases = Object.entries(DELIVERIES).flatMap(([what, [body, place]]) =>
  Object.entries(ARRIVALS).map(([how, { receives, mark }]) => {
    const marked = typeof body === "string" ? body : { ...body, ...mark };
    return { what, how, body: marked, receives, place };
  }),
);

test.each(cases)("$what, $how: whatever fails, it is in some place", async ({ body, receives, place }) => {
  const smooth = await settleOnce(body, receives, 0, "none");
  expect(smooth.settlement).toBe("acknowledge");
  const isSentOn = receives === 5 && body !== "}{"; // as a copy, before anything is done with it
  const expected = isSentOn ? "again" : place;
  expect([smooth.waiting.length, smooth.buried.length]).toEqual([
    expected === "again" ? 1 : 0,
    expected === "dead" ? 1 : 0,
  ]);

  for (const [position, name] of smooth.requests.entries()) {
    for (const failure of ["before", "after"] as const) {
      const { inHand, waiting, buried, settlement } = await settleOnce(body, receives, position, failure);
      const where = `${name} failed ${failure} its effect`;
      const written = waiting.length + buried.length;
      // Nothing is to be kept of what is done; all else is in hand, waiting or buried.
      if (expected !== "nowhere") expect([where, inHand !== undefined || written > 0]).toEqual([where, true]);
      // What was not written is still in hand, and what could not be settled is not deleted by the runtime.
      if ((name === "retry" || name === "bury") && failure === "before")
        expect([where, settlement, written, inHand !== undefined]).toEqual([where, "return", 0, true]);
      // Where only the answer was lost it is there twice, never more.
      expect([where, written <= 1]).toEqual([where, true]);
    }
  }
});

test("the order of requests: the next place before the old one is let go, hidden before it runs", async () => {
  const requestsOf = async (body: unknown, receives = 1) => (await settleOnce(body, receives, 0, "none")).requests;
  expect(await requestsOf({ function: "complete", args: [] })).toEqual([]);
  expect(await requestsOf({ function: "fail", args: [] })).toEqual(["retry"]);
  expect(await requestsOf({ function: "fail", args: [], attempt: 2 })).toEqual(["bury"]);
  expect(await requestsOf({ function: "complete", args: [], ...QUARANTINE })).toEqual(["hide", "acknowledge"]);
  expect(await requestsOf({ function: "fail", args: [], ...QUARANTINE })).toEqual(["hide", "retry", "acknowledge"]);
  expect(await requestsOf({ function: "complete", args: [] }, 5)).toEqual(["retry", "acknowledge"]);
});
