import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createSpoolFolder, messageOf, messagesOf, takeAll, toIds } from "./spool-folder.ts";

test("what was appended comes as it was, in its order, and is gone once it is sent", async (context) => {
  const { open, names } = createSpoolFolder(context);
  const spool = await open();
  const strange = messageOf("ü", '{"text":"line\\n\u2028 \u0000 😀 \\ud800 \ud800\r\n"}');
  await spool.append(messagesOf("a", "b"));
  await spool.append([strange]);
  expect(await spool.status()).toMatchObject({ messages: 3, setAside: 0 });
  expect(await takeAll(spool)).toEqual([...messagesOf("a", "b"), strange]);
  expect(names()).toEqual([]);
  expect(await spool.status()).toEqual({ messages: 0, bytes: 0, oldestAt: undefined, setAside: 0 });
});

test("what is appended at once keeps its order", async (context) => {
  const spool = await createSpoolFolder(context).open();
  const ids = Array.from({ length: 300 }, (_, index) => `m${index}`);
  await Promise.all(ids.map((id) => spool.append(messagesOf(id))));
  expect(toIds(await takeAll(spool))).toEqual(ids);
});

test("nothing is made before something is appended, and nobody else may read it then", async (context) => {
  const { open, root, directory, names } = createSpoolFolder(context);
  const spool = await open();
  expect(await spool.claim(10)).toBeUndefined();
  expect(await spool.status()).toMatchObject({ messages: 0, bytes: 0 });
  await spool.append([]);
  expect(statSync(root).nlink).toBe(2); // itself and its name above: no directory in it
  await spool.append(messagesOf("a"));
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(names().map((name) => statSync(join(directory, name)).mode & 0o777)).toEqual([0o600]);
});

test("what is left comes again, before what was behind it; what is refused is set aside, and told of", async (context) => {
  const { open, problems, setAside } = createSpoolFolder(context);
  const spool = await open();
  await spool.append(messagesOf("a", "b", "c", "d"));
  const first = await spool.claim(3);
  expect(toIds(first?.messages)).toEqual(["a", "b", "c"]);
  await first?.settle(["left", "refused", "sent"]);
  expect(setAside()).toEqual([expect.stringContaining('"id":"b"')]);
  expect(problems).toEqual([
    expect.stringMatching(/^Set aside in .*, for its queue would never take it: welcome b\.$/),
  ]);
  expect(await spool.status()).toMatchObject({ messages: 2, setAside: 1 });
  expect(toIds(await takeAll(spool))).toEqual(["a", "d"]);
  expect(await spool.status()).toMatchObject({ messages: 0, setAside: 1 });
});

test("the same message appended twice is sent once; one id with two texts is two messages", async (context) => {
  const spool = await createSpoolFolder(context).open();
  await spool.append(messagesOf("a", "b", "a"));
  await spool.append([messageOf("a"), messageOf("a", "other")]);
  expect(await spool.status()).toMatchObject({ messages: 3 });
  expect(await takeAll(spool)).toEqual([...messagesOf("a", "b"), messageOf("a", "other")]);
});

test("the age of the oldest is told", async (context) => {
  const { open, clock } = createSpoolFolder(context);
  const spool = await open();
  const startedAt = clock.now();
  await spool.append(messagesOf("a"));
  clock.sleep(60_000);
  await spool.append(messagesOf("b"));
  expect(await spool.status()).toMatchObject({ messages: 2, oldestAt: startedAt });
});

test("a closed spool takes nothing, and what it has is another's", async (context) => {
  const { open } = createSpoolFolder(context);
  const [one, other] = [await open(), await open()];
  const underWay = one.append(messagesOf("a"));
  await one.close();
  await underWay;
  await expect(one.append(messagesOf("b"))).rejects.toMatchObject({ code: "spool_failed" });
  expect(toIds(await takeAll(other))).toEqual(["a"]);
});
