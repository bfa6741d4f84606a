// The runner fires what its endpoint only keeps. Two stores that only keep, as LocalStack's scheduler: of the schedules, and
// of the claims on their runs.

import { describe, expect, onTestFinished, test } from "vitest";
import { keptSchedules } from "../../lib/core/kept-schedules.ts";
import type { Clock, ScheduledPost, Scheduler } from "../../lib/core/ports.ts";
import { fireSchedules } from "../../lib/local/fire-schedules.ts";
import { createClaims } from "../../lib/local/firing-claims.ts";
import { createManualClock, type ManualClock } from "../../lib/testing/manual-clock.ts";

const START = Date.UTC(2026, 0, 1, 12);
const BODY = '{"function":"tick","args":[],"scheduledAt":"<aws.scheduler.scheduled-time>"}';

const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString().slice(11, 19);
const once = (seconds: number): string => `at(2026-01-01T${at(seconds)})`;

function toScheduled(fields: Partial<ScheduledPost> & { readonly expression: string }): ScheduledPost {
  return { name: "one", timeZone: "UTC", enabled: true, body: BODY, priority: "low", createdAt: START, ...fields };
}

/** A store that keeps, as others see it: with the time of every change. */
async function aStore(clock: ManualClock): Promise<Scheduler> {
  const kept = await keptSchedules().scheduler();
  return {
    ...kept,
    create: (scheduled) => kept.create({ changedAt: clock.now(), ...scheduled }),
    replace: (scheduled) => kept.replace({ ...scheduled, changedAt: clock.now() }),
  };
}

async function start(startAt = START) {
  const clock = createManualClock(startAt);
  const schedules = await aStore(clock);
  const kept = await aStore(clock);
  const sent: string[] = [];
  const problems: string[] = [];
  /** One more runner on the same stores. Of what it is to use, what fails can be put in another's place. */
  const runner = (
    changed: { scheduler?: Partial<Scheduler>; claims?: Partial<Scheduler>; send?: () => unknown; clock?: Clock } = {},
  ) => {
    const firing = fireSchedules({
      scheduler: { ...schedules, ...changed.scheduler },
      claims: createClaims({ ...kept, ...changed.claims }, clock),
      async send({ name, body }) {
        await changed.send?.();
        const { scheduledAt } = JSON.parse(body);
        sent.push(`${name} ${scheduledAt} at ${new Date(clock.now()).toISOString().slice(11, 19)}`);
      },
      clock: changed.clock ?? clock,
      onProblem: (problem) => problems.push(problem),
    });
    let ended = false;
    onTestFinished(() => (ended ? undefined : firing.stop()));
    return {
      stop: () => firing.stop(),
      /** As `kill -9`: nothing of it goes on, so nothing is to be waited for. */
      left() {
        ended = true;
      },
    };
  };
  const names = async (): Promise<readonly string[]> => (await schedules.list("")).map(({ name }) => name);
  const claims = async () => (await kept.list("")).length;
  return { clock, schedules, kept, sent, problems, runner, names, claims };
}

const never = () => new Promise<never>(() => {});

describe("a schedule that is only kept", () => {
  test("is fired at its second, and forgotten when it was its only run", async () => {
    const { clock, schedules, sent, runner, names, problems } = await start();
    await schedules.create(toScheduled({ expression: once(31) }));
    runner();
    await clock.advance(30_999);
    expect(sent).toEqual([]);
    await clock.advance(1);
    expect(sent).toEqual(["one 2026-01-01T12:00:31Z at 12:00:31"]);
    expect(await names()).toEqual([]);
    expect(problems).toEqual([]);
  });

  test("recurs: a rate from its creation on, a cron expression at its times", async () => {
    const { clock, schedules, sent, runner } = await start();
    await schedules.create(toScheduled({ name: "rate", expression: "rate(2 minutes)" }));
    await schedules.create(toScheduled({ name: "cron", expression: "cron(0/3 * * * ? *)" }));
    runner();
    await clock.advance(360_000);
    expect(sent.toSorted()).toEqual([
      "cron 2026-01-01T12:03:00Z at 12:03:00",
      "cron 2026-01-01T12:06:00Z at 12:06:00",
      "rate 2026-01-01T12:00:00Z at 12:00:00",
      "rate 2026-01-01T12:02:00Z at 12:02:00",
      "rate 2026-01-01T12:04:00Z at 12:04:00",
      "rate 2026-01-01T12:06:00Z at 12:06:00",
    ]);
  });

  test("runs once where the clock goes over an hour twice, and not at all in an hour that it skips", async () => {
    const [spring, autumn] = [Date.UTC(2026, 2, 29, 0, 30), Date.UTC(2026, 9, 24, 23, 30)];
    for (const [from, expected] of [
      [spring, ["one 2026-03-30T00:30:00Z at 00:30:00"]],
      [autumn, ["one 2026-10-25T00:30:00Z at 00:30:00", "one 2026-10-26T01:30:00Z at 01:30:00"]],
    ] as const) {
      const { clock, schedules, sent, runner } = await start(from);
      const expression = "cron(30 2 * * ? *)";
      await schedules.create(toScheduled({ expression, timeZone: "Europe/Berlin", createdAt: from }));
      const firing = runner();
      await clock.advance(27 * 3_600_000);
      expect(sent).toEqual(expected);
      await firing.stop();
    }
  }, 60_000);

  test("is not fired while it is disabled, nor at a time that it had before it was changed, nor once it is removed", async () => {
    const { clock, schedules, sent, runner } = await start();
    await schedules.create(toScheduled({ name: "off", expression: once(10), enabled: false }));
    await schedules.create(toScheduled({ name: "moved", expression: once(21) }));
    await schedules.create(toScheduled({ name: "gone", expression: once(21) }));
    runner();
    await clock.advance(20_500); // it was looked at half a second ago, and knows of neither change
    await schedules.replace(toScheduled({ name: "moved", expression: once(40) }));
    await schedules.remove("gone");
    await clock.advance(10_000);
    expect(sent).toEqual([]);
    await clock.advance(60_000);
    expect(sent).toEqual(["moved 2026-01-01T12:00:40Z at 12:00:40"]);
  });

  test("may be made a moment before its time", async () => {
    const { clock, schedules, sent, runner } = await start();
    runner();
    await clock.advance(10_500);
    await schedules.create(toScheduled({ expression: once(11) }));
    await clock.advance(1500);
    expect(sent).toEqual(["one 2026-01-01T12:00:11Z at 12:00:12"]);
  });

  test("that was due while no runner was there is fired late, however long ago, unless it recurs: then within a minute", async () => {
    const { clock, schedules, sent, runner } = await start();
    await schedules.create(toScheduled({ name: "once", expression: once(60) }));
    await schedules.create(toScheduled({ name: "hourly", expression: "cron(0 * * * ? *)" }));
    clock.sleep(49 * 3_600_000 + 59_000);
    const first = runner();
    await clock.advance(1000);
    expect(sent.toSorted()).toEqual([
      "hourly 2026-01-03T13:00:00Z at 13:00:59",
      "once 2026-01-01T12:01:00Z at 13:00:59",
    ]);
    await first.stop();
    clock.sleep(3_600_000 + 60_000);
    runner();
    await clock.advance(1000);
    expect(sent).toHaveLength(2);
  });

  test("is seen by a runner whose clock was set back meanwhile", async () => {
    const { clock, schedules, sent, runner } = await start();
    let back = 0;
    runner({ clock: { now: () => clock.now() - back, after: clock.after } });
    await clock.advance(5000);
    back = 86_400_000;
    const changedAt = START + 5000 - back;
    await schedules.create(toScheduled({ expression: "at(2025-12-31T12:00:30)", createdAt: changedAt, changedAt }));
    await clock.advance(25_000);
    expect(sent).toHaveLength(1);
  });

  test("that was past already when it was made never runs, as on AWS", async () => {
    const { clock, schedules, sent, runner, names } = await start();
    await schedules.create(toScheduled({ expression: once(-3600) }));
    await schedules.create(toScheduled({ name: "cron", expression: "cron(0 12 * * ? *)" }));
    runner();
    await clock.advance(10_000);
    expect(sent).toEqual([]);
    expect(await names()).toEqual(["one", "cron"]);
  });

  test("that nobody can read is told of once, and harms no other", async () => {
    const { clock, schedules, sent, runner, problems } = await start();
    await schedules.create(toScheduled({ name: "odd", expression: "every(5 minutes)" }));
    await schedules.create(toScheduled({ expression: once(5) }));
    runner();
    await clock.advance(60_000);
    expect(sent).toHaveLength(1);
    expect(problems).toEqual([
      expect.stringMatching(/^The schedule odd is not fired: .*every\(5 minutes\).* Change it, or delete it\.$/),
    ]);
  });
});

describe("two runners on one endpoint", () => {
  test("fire each run once between them", async () => {
    const { clock, schedules, sent, runner } = await start();
    for (let number = 0; number < 20; number += 1) {
      await schedules.create(toScheduled({ name: `once-${number}`, expression: once(number) }));
      await schedules.create(toScheduled({ name: `rate-${number}`, expression: "rate(1 minute)" }));
    }
    runner();
    runner();
    await clock.advance(180_000);
    expect(sent).toHaveLength(20 + 20 * 4);
    expect(new Set(sent).size).toBe(100);
  });

  test("leave nothing behind when one dies between its claim and its message: the other sends it", async () => {
    const { clock, schedules, sent, runner, names } = await start();
    await schedules.create(toScheduled({ expression: once(10) }));
    runner({ send: never }).left();
    await clock.advance(10_500);
    runner();
    await clock.advance(20_000);
    expect(sent).toEqual([]); // it may only be slow
    await clock.advance(10_500);
    expect(sent).toEqual(["one 2026-01-01T12:00:10Z at 12:00:40"]);
    expect(await names()).toEqual([]);
  });

  test("take an abandoned claim over once, not each", async () => {
    const { clock, schedules, sent, runner } = await start();
    await schedules.create(toScheduled({ expression: once(60) }));
    await schedules.create(toScheduled({ name: "cron", expression: "cron(1 * * * ? *)" }));
    runner({ send: never }).left();
    await clock.advance(60_500);
    runner();
    runner();
    await clock.advance(60_000);
    expect(sent.toSorted()).toEqual(["cron 2026-01-01T12:01:00Z at 12:01:30", "one 2026-01-01T12:01:00Z at 12:01:30"]);
  });

  test("send nothing again when one dies between its message and the end: the schedule is only removed", async () => {
    const { clock, schedules, sent, runner, names } = await start();
    await schedules.create(toScheduled({ expression: once(10) }));
    runner({ scheduler: { remove: never } }).left();
    await clock.advance(10_500);
    expect([sent.length, await names()]).toEqual([1, ["one"]]);
    runner();
    await clock.advance(60_000);
    expect([sent.length, await names()]).toEqual([1, []]);
  });

  test("send nothing again either when all were away for longer than claims are kept", async () => {
    const { clock, schedules, sent, runner, names } = await start();
    await schedules.create(toScheduled({ expression: once(10) }));
    const first = runner({ scheduler: { remove: never } });
    await clock.advance(10_000);
    first.left();
    await clock.advance(3_600_000);
    runner();
    await clock.advance(10_000);
    expect(sent).toEqual(["one 2026-01-01T12:00:10Z at 12:00:10"]);
    expect(await names()).toEqual([]);
  });

  test("send it twice, and never lose it, when one dies before it could say that it has sent", async () => {
    const { clock, schedules, sent, runner, names } = await start();
    await schedules.create(toScheduled({ expression: once(10) }));
    runner({ claims: { replace: never } }).left();
    await clock.advance(10_500);
    runner();
    await clock.advance(60_000);
    expect([sent.length, await names()]).toEqual([2, []]);
  });

  test("keep what was given a new time while its message was under way", async () => {
    const { clock, schedules, sent, runner } = await start();
    await schedules.create(toScheduled({ expression: once(10) }));
    const send = async () => void (await schedules.replace(toScheduled({ expression: once(50) })));
    runner({ send });
    await clock.advance(20_000);
    expect(sent).toHaveLength(1);
    expect(await schedules.find("one")).toMatchObject({ expression: once(50) });
  });

  test("remove their claims, and those of the dead, when nobody needs them any more", async () => {
    const { clock, schedules, runner, claims } = await start();
    await schedules.create(toScheduled({ expression: "rate(1 minute)" }));
    runner();
    await clock.advance(3_600_000);
    expect(await claims()).toBeLessThanOrEqual(12);
    await schedules.remove("one");
    await clock.advance(700_000);
    expect(await claims()).toBe(0);
  });
});

describe("an endpoint that is slow", () => {
  const takes = (clock: ManualClock, milliseconds: number) =>
    new Promise<void>((resolve) => void clock.after(milliseconds, resolve));

  test("has what recurs fired in time, however much else is due", async () => {
    const { clock, schedules, sent, runner, names } = await start();
    for (let number = 0; number < 400; number += 1) {
      await schedules.create(toScheduled({ name: `once-${number}`, expression: once(50) }));
    }
    await schedules.create(toScheduled({ name: "cron", expression: "cron(* * * * ? *)" }));
    runner({ send: () => takes(clock, 5000) }).left(); // its last requests end with the clock
    await clock.advance(360_000);
    const crons = sent.filter((line) => line.startsWith("cron"));
    expect(crons.map((line) => line.slice(5, 25))).toEqual(
      [60, 120, 180, 240, 300].map((seconds) => `2026-01-01T${at(seconds)}Z`),
    );
    expect(sent).toHaveLength(405);
    expect(await names()).toEqual(["cron"]);
  });

  test("is looked at for half of the time at most", async () => {
    const { clock, schedules, runner } = await start();
    let looks = 0;
    const list = async (prefix: string) => {
      looks += 1;
      await takes(clock, 10_000);
      return schedules.list(prefix);
    };
    runner({ scheduler: { list } }).left();
    await clock.advance(200_000);
    expect(looks).toBeLessThanOrEqual(11);
  });
});

describe("an endpoint that fails", () => {
  test("is told of once while it lasts, and then everything is fired that waits", async () => {
    const { clock, schedules, sent, runner, problems } = await start();
    await schedules.create(toScheduled({ expression: once(10) }));
    let away = false;
    const list = async (prefix: string) => {
      if (away) throw new Error("connect ECONNREFUSED.");
      return schedules.list(prefix);
    };
    const find = async (name: string) => {
      if (away) throw new Error("connect ECONNREFUSED.");
      return schedules.find(name);
    };
    runner({ scheduler: { list, find } });
    await clock.advance(5000);
    away = true;
    await clock.advance(30_000);
    expect(problems).toEqual(["Schedules can't be fired: connect ECONNREFUSED. It is tried again until it works."]);
    away = false;
    await clock.advance(3000);
    expect(sent).toEqual(["one 2026-01-01T12:00:10Z at 12:00:36"]);
    away = true;
    await clock.advance(3000);
    expect(problems).toHaveLength(2);
  });

  test("that does not take a message gets it again, from the same runner", async () => {
    const { clock, schedules, sent, runner, problems } = await start();
    await schedules.create(toScheduled({ expression: once(10) }));
    let tries = 0;
    const send = () => {
      tries += 1;
      if (tries < 4) throw new Error("The queue is gone.");
    };
    runner({ send });
    await clock.advance(20_000);
    expect(sent).toHaveLength(1);
    expect(problems).toHaveLength(1);
  });

  test("that does not take one runner's message may take another's, at once", async () => {
    const { clock, schedules, sent, runner } = await start();
    await schedules.create(toScheduled({ expression: once(10) }));
    const send = () => {
      throw new Error("The queue is gone.");
    };
    const first = runner({ send });
    await clock.advance(10_500);
    await first.stop();
    runner();
    await clock.advance(1000);
    expect(sent).toEqual(["one 2026-01-01T12:00:10Z at 12:00:10"]);
  });

  test("that does not take down that a message is sent has been sent it once all the same", async () => {
    const { clock, schedules, kept, sent, runner, names } = await start();
    await schedules.create(toScheduled({ expression: once(10) }));
    let tries = 0;
    const replace: Scheduler["replace"] = async (scheduled) => {
      tries += 1;
      if (tries < 4) throw new Error("It is throttled.");
      return kept.replace(scheduled);
    };
    runner({ claims: { replace } });
    await clock.advance(60_000);
    expect([sent.length, tries, await names()]).toEqual([1, 4, []]);
  });

  test("a runner that is stopped sends nothing more, and leaves no timer", async () => {
    const { clock, schedules, sent, runner } = await start();
    await schedules.create(toScheduled({ expression: once(10) }));
    const firing = runner();
    await clock.advance(5000);
    await firing.stop();
    expect(clock.timers()).toBe(0);
    await clock.advance(60_000);
    expect(sent).toEqual([]);
  });
});
