import { expect, test } from "vitest";
import { settle } from "../../lib/testing/manual-clock.ts";
import { createSpoolFolder, messagesOf, takeAll, toIds } from "./spool-folder.ts";

test("what one has in hand no other gets, nor what its writer wrote later", async (context) => {
  const { open } = createSpoolFolder(context);
  const [writer, one, other] = [await open(), await open(), await open()];
  await writer.append(messagesOf("a", "b"));
  const claim = await one.claim(1);
  await writer.append(messagesOf("c"));
  expect(await other.claim(10)).toBeUndefined();
  await claim?.settle(["sent"]);
  expect(toIds(await takeAll(other))).toEqual(["b", "c"]);
});

test("what another writer has written comes meanwhile", async (context) => {
  const { open } = createSpoolFolder(context);
  const [writer, neighbour, one] = [await open(), await open(), await open()];
  await writer.append(messagesOf("a"));
  await neighbour.append(messagesOf("b"));
  const claims = [await one.claim(1), await one.claim(1)];
  expect(claims.map((claim) => toIds(claim?.messages)).toSorted()).toEqual([["a"], ["b"]]);
  expect(await one.claim(1)).toBeUndefined();
});

test("a writer goes on while what it has written is in hand, its own hand too", async (context) => {
  const { open, names } = createSpoolFolder(context);
  const writer = await open();
  await writer.append(messagesOf("a"));
  const claim = await writer.claim(10);
  await writer.append(messagesOf("b"));
  expect(names()).toHaveLength(2);
  await claim?.settle(["sent"]);
  expect(toIds(await takeAll(writer))).toEqual(["b"]);
});

test("a claim whose holder is gone is taken over after half a minute, without what it has sent", async (context) => {
  const { open, clock } = createSpoolFolder(context);
  const [gone, other] = [await open(), await open()];
  await gone.append(messagesOf("a", "b", "c"));
  await (await gone.claim(1))?.settle(["sent"]);
  await gone.claim(1);
  await gone.close(); // as when its process ends: the claim is renewed no more
  await clock.advance(29_999);
  expect(await other.claim(10)).toBeUndefined();
  await clock.advance(1);
  expect(toIds(await takeAll(other))).toEqual(["b", "c"]);
});

test("a claim lasts for as long as its holder lives", async (context) => {
  const { open, clock, names } = createSpoolFolder(context);
  const [one, other] = [await open(), await open()];
  await one.append(messagesOf("a"));
  const claim = await one.claim(1);
  for (let steps = 0; steps < 10; steps += 1) {
    const [name] = names();
    await clock.advance(10_000);
    await expect.poll(() => names()).not.toEqual([name]); // its claim was renewed
    expect(await other.claim(1)).toBeUndefined();
  }
  await claim?.settle(["sent"]);
  expect(clock.timers()).toBe(0);
  expect(await other.claim(1)).toBeUndefined();
});

test("who stood still and has lost its claim removes and marks nothing, and says so", async (context) => {
  const { open, clock, problems } = createSpoolFolder(context);
  const [slow, other] = [await open(), await open()];
  await slow.append(messagesOf("a", "b"));
  const lost = await slow.claim(10);
  clock.sleep(30_000); // no timer fires meanwhile
  const taken = await other.claim(1);
  expect(toIds(taken?.messages)).toEqual(["a"]);
  await lost?.settle(["sent", "refused"]);
  expect(problems).toEqual([expect.stringContaining("taken them over")]);
  await taken?.settle(["sent"]);
  expect(toIds(await takeAll(other))).toEqual(["b"]);
});

test("a claim of a clock that was far ahead does not last until then", async (context) => {
  const { open, clock } = createSpoolFolder(context);
  const [wrong, other] = [await open(), await open()];
  await wrong.append(messagesOf("a"));
  clock.sleep(86_400_000);
  await wrong.claim(1);
  clock.sleep(-86_400_000);
  expect(toIds(await takeAll(other))).toEqual(["a"]);
});

test("nothing that was told to be kept is missed, however appends and claims meet", {
  timeout: 30_000,
}, async (context) => {
  const { open, problems, names } = createSpoolFolder(context);
  const writers = await Promise.all([open(), open(), open()]);
  const claimants = [...writers, await open(), await open()];
  const kept: string[] = [];
  const sent: string[] = [];
  let writing = true;
  const appended = writers.map(async (writer, number) => {
    for (let count = 0; count < 300; count += 1) {
      await writer.append(messagesOf(`${number}-${count}`));
      kept.push(`${number}-${count}`);
    }
  });
  const claimed = claimants.map(async (claimant) => {
    while (writing) {
      const claim = await claimant.claim(7);
      sent.push(...(toIds(claim?.messages) ?? []));
      await claim?.settle(claim.messages.map(() => "sent"));
      if (claim === undefined) await settle();
    }
  });
  await Promise.all(appended);
  writing = false;
  await Promise.all(claimed);
  sent.push(...(toIds(await takeAll(claimants[0] ?? (await open()))) ?? []));
  expect(kept).toHaveLength(900);
  expect([...new Set(sent)].toSorted()).toEqual(kept.toSorted());
  for (const number of writers.keys()) {
    // Each for the first time in the order in which it was written.
    const own = [...new Set(sent)].filter((id) => id.startsWith(`${number}-`));
    expect(own).toEqual(kept.filter((id) => id.startsWith(`${number}-`)).toSorted((a, b) => toNumber(a) - toNumber(b)));
  }
  expect(problems).toEqual([]);
  expect(names()).toEqual([]);
});

const toNumber = (id: string): number => Number(id.split("-")[1]);
