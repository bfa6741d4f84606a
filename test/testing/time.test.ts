import { current, job } from "errand";
import { createHarness } from "errand/testing";
import { expect, test } from "vitest";

function jobsOf() {
  const seen: { readonly name: string; readonly scheduledAt: string | undefined }[] = [];
  const remind = job("remind", async (name: string) => {
    seen.push({ name, scheduledAt: current()?.scheduledAt?.toISOString() });
  });
  return { remind, seen };
}

test("a delay of days waits with the scheduler and runs at its time, to the second", async () => {
  const { remind, seen } = jobsOf();
  await using harness = createHarness({ remind });
  const receipt = await remind.with({ delay: "3 days" }).enqueue("Ann");
  await harness.advance("71 hours");
  expect(harness.ran).toEqual([]);
  await harness.advance("1 hour");
  expect(harness.ran.map(({ at }) => at.toISOString())).toEqual(["2026-01-04T12:00:00.000Z"]);
  expect(receipt.dueAt).toEqual(new Date("2026-01-04T12:00:00.000Z"));
  expect(seen).toEqual([{ name: "Ann", scheduledAt: "2026-01-04T12:00:00.000Z" }]);
});

test("a cancelled job never runs, and says so when it is cancelled again", async () => {
  const { remind } = jobsOf();
  await using harness = createHarness({ remind });
  const receipt = await remind.with({ delay: "3 days" }).enqueue("Ann");
  await receipt.cancel();
  await harness.advance("4 days");
  expect(harness.ran).toEqual([]);
  await expect(receipt.cancel()).rejects.toMatchObject({ code: "cannot_cancel" });
});

test("what is in the queue can't be cancelled", async () => {
  const { remind } = jobsOf();
  await using harness = createHarness({ remind });
  const soon = await remind.with({ delay: "10 minutes" }).enqueue("Ann");
  await expect(soon.cancel()).rejects.toMatchObject({ code: "cannot_cancel" });
  const later = await remind.with({ delay: "1 hour" }).enqueue("Ben");
  await harness.advance("59 minutes");
  await expect(later.cancel()).rejects.toMatchObject({ code: "cannot_cancel" });
});

test.each(["2 hours", "10 minutes", "30 seconds", 0, "300 days"] as const)(
  "a job is moved to %s from now",
  async (when) => {
    const { remind } = jobsOf();
    await using harness = createHarness({ remind });
    const { id } = await remind.with({ delay: "3 days" }).enqueue("Ann");
    const dueAt = await remind.byId(id).reschedule(when);
    await harness.advance("301 days");
    expect(harness.ran.map(({ at }) => at)).toEqual([dueAt]);
  },
);

test("a wait between attempts that is longer than the queue's goes the same way", async () => {
  let runs = 0;
  const flaky = job(
    "flaky",
    async () => {
      runs += 1;
      if (runs < 3) throw new Error("not yet");
    },
    { retry: { backoff: "constant", min: "2 days", max: "2 days" } },
  );
  await using harness = createHarness({ flaky });
  await flaky.enqueue();
  await harness.advance("5 days");
  expect(harness.ran.map(({ at, outcome }) => [at.toISOString(), outcome])).toEqual([
    ["2026-01-01T12:00:00.000Z", "failed"],
    ["2026-01-03T12:00:00.000Z", "failed"],
    ["2026-01-05T12:00:00.000Z", "completed"],
  ]);
});
