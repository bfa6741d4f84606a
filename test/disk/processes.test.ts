import { expect, test } from "vitest";
import { openSpool } from "../../lib/disk/open-spool.ts";
import { createFastClock } from "./fixtures/fast-clock.ts";
import { saidOf, startFixture } from "./spool-fixture.ts";
import { createSpoolFolder, takeAll, toIds } from "./spool-folder.ts";

test("processes append and claim, and are killed in the midst of it: nothing that was kept is lost", {
  timeout: 90_000,
}, async (context) => {
  const { directory } = createSpoolFolder(context);
  const since = Date.now();
  const heard: string[] = [];
  let started = 0;

  const startOne = (kind: "appender" | "claimant") => {
    started += 1;
    const args = kind === "appender" ? [directory, `w${started}`, "400", "300", `${since}`] : [directory, `${since}`];
    const one = startFixture(context, kind, args);
    void one.ended.then(() => heard.push(...one.lines.items));
    return { kind, ...one };
  };

  const running = (["appender", "appender", "appender", "claimant", "claimant"] as const).map(startOne);
  for (let kills = 0; kills < 12; kills += 1) {
    const place = kills % running.length;
    const victim = running[place];
    if (victim === undefined) throw new Error("no process to be killed");
    // In the midst of its work, each time at another point of it.
    const word = victim.kind === "appender" ? "kept" : "sent";
    await victim.lines.until((line) => line.startsWith(word), 20 + 7 * kills);
    victim.kill();
    await victim.ended;
    running[place] = startOne(victim.kind);
  }
  await Promise.all(running.filter(({ kind }) => kind === "appender").map(({ ended }) => ended));
  for (const one of running) {
    one.kill();
    await one.ended;
  }

  // A minute later every claim of the dead has run out.
  const clock = { ...createFastClock(since), now: () => createFastClock(since).now() + 60_000 };
  const problems: string[] = [];
  const spool = await openSpool({ directory, maxBytes: 50_000_000, clock, onProblem: (text) => problems.push(text) });
  const left = toIds(await takeAll(spool)) ?? [];
  expect(await spool.status()).toMatchObject({ messages: 0, bytes: 0 });
  await spool.close();

  const sent = new Set([...saidOf(heard, "sent"), ...left]);
  const kept = saidOf(heard, "kept");
  expect(saidOf(heard, "refused")).toEqual([]);
  expect(kept.length).toBeGreaterThan(1200);
  expect(kept.filter((id) => !sent.has(id))).toEqual([]);
  const asked = new Set(saidOf(heard, "asked"));
  expect([...sent].filter((id) => !asked.has(id))).toEqual([]);
});
