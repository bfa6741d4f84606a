import { createClient, type DeadGroup, type DeadJob, type DeadWhere, deadJobs, type Envelope } from "errand";
import { describe, expectTypeOf, test } from "vitest";

const dead = deadJobs(createClient());

describe("what is given", () => {
  test("a dead job", async () => {
    const { jobs, groups, matched, hidden } = await dead.list();
    expectTypeOf(jobs).toEqualTypeOf<readonly DeadJob[]>();
    expectTypeOf(groups).toEqualTypeOf<readonly DeadGroup[]>();
    expectTypeOf(matched).toEqualTypeOf<number>();
    expectTypeOf(hidden).toEqualTypeOf<number>();
    expectTypeOf<DeadJob["args"]>().toEqualTypeOf<readonly unknown[]>();
    expectTypeOf<DeadJob["priority"]>().toEqualTypeOf<"high" | "low">();
    expectTypeOf<DeadJob["diedAt"]>().toEqualTypeOf<Date>();
    expectTypeOf<"attempts_exhausted" | "received_too_often" | "unknown">().toExtend<DeadJob["reason"]>();
    expectTypeOf<"no such reason">().not.toExtend<DeadJob["reason"]>();
    expectTypeOf(dead.show("a1")).toEqualTypeOf<Promise<DeadJob | undefined>>();
  });

  test("what became of those that were meant", async () => {
    const { matched, retried, failed, left, hidden } = await dead.retry({ where: "all" });
    expectTypeOf([matched, retried, left, hidden]).toEqualTypeOf<number[]>();
    expectTypeOf(failed[0]).toEqualTypeOf<{ readonly id: string; readonly error: Error } | undefined>();
    expectTypeOf((await dead.discard({ where: "all" })).discarded).toEqualTypeOf<number>();
  });
});

describe("what is asked", () => {
  test("where", () => {
    expectTypeOf({ id: ["a", "b"], job: "send", error: "no room" } as const).toExtend<DeadWhere>();
    expectTypeOf({
      reason: ["malformed", "received_too_often"],
      priority: "high",
      before: new Date(),
    } as const).toExtend<DeadWhere>();
    expectTypeOf(({ attempts }: DeadJob) => attempts > 3).toExtend<DeadWhere>();
    // @ts-expect-error there is no such field
    void dead.list({ where: { jobs: "send" } });
    // @ts-expect-error there is no such reason
    void dead.list({ where: { reason: "malformd" } });
    // @ts-expect-error a forgotten value must not mean all
    void dead.discard({ where: { id: undefined } });
    // @ts-expect-error the date of death is a date
    void dead.list({ where: { after: "2026-11-21" } });
    // @ts-expect-error all must be said
    void dead.retry({});
    // @ts-expect-error all must be said
    void dead.discard();
  });

  test("an edit gets a message and gives one", () => {
    void dead.retry({ where: "all", edit: (envelope) => ({ ...envelope, args: ["mended"] }) });
    void dead.retry({ where: "all", edit: async (envelope: Envelope) => envelope });
    // @ts-expect-error nothing is no message
    void dead.retry({ where: "all", edit: () => {} });
  });
});
