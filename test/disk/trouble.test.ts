import { spawnSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type TestContext, test } from "vitest";
import { saidOf, startFixture } from "./spool-fixture.ts";
import { createSpoolFolder, messageOf, messagesOf, takeAll, toIds } from "./spool-folder.ts";

const BIG = "x".repeat(300);

test("a spool that is full takes no more, says so, and goes on once there is room", async (context) => {
  const { open, directory, names } = createSpoolFolder(context);
  const spool = await open(1000);
  await spool.append([messageOf("a", BIG), messageOf("b", BIG)]);
  const bytes = statSync(join(directory, names()[0] ?? "")).size;
  const refusal = await spool.append([messageOf("c", BIG)]).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: "spool_full" });
  expect(String(refusal)).toContain(`The spool in ${directory} has no room for `);
  expect(String(refusal)).toContain(
    `it holds ${bytes}, and spool.maxBytes is 1000. Send what waits with "errand spool replay"`,
  );
  await spool.append([messageOf("small", "")]);
  expect(toIds(await takeAll(spool))).toEqual(["a", "b", "small"]);
  await spool.append([messageOf("c", BIG)]);
});

test("of what is asked for at once, only what there is no room for is refused", async (context) => {
  const spool = await createSpoolFolder(context).open(1000);
  const asked = ["a", "b", "c", "d"].map((id) => spool.append([messageOf(id, BIG)]));
  expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "rejected",
    "rejected",
  ]);
  expect(toIds(await takeAll(spool))).toEqual(["a", "b"]);
});

test("what other processes have written counts a second later", async (context) => {
  const { open, clock } = createSpoolFolder(context);
  const [one, other] = [await open(1000), await open(1000)];
  await other.append([messageOf("a", "")]);
  await one.append([messageOf("b", BIG), messageOf("c", BIG)]);
  clock.sleep(1000);
  await expect(other.append([messageOf("d", BIG)])).rejects.toMatchObject({ code: "spool_full" });
});

test("a directory that can't be is told by its name, the system's error, and what to do", async (context) => {
  const { open, root } = createSpoolFolder(context);
  writeFileSync(join(root, "file"), "");
  for (const [place, words] of [
    [join(root, "file"), "Remove the file that is in the directory's way"],
    [join(root, "file", "below"), "Remove the file that is in the directory's way"],
    ["/proc/errand-spool", "name another directory in spool.directory or ERRAND_SPOOL"],
  ] as const) {
    const spool = await open(1000, place);
    const failure = await spool.append(messagesOf("a")).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "spool_failed", cause: expect.any(Error) });
    expect(String(failure)).toContain(`the spool in ${place}: E`);
    expect(String(failure)).toContain(words);
  }
});

test("a directory that is removed is made anew", async (context) => {
  const { open, directory } = createSpoolFolder(context);
  const spool = await open();
  await spool.append(messagesOf("a"));
  rmSync(directory, { recursive: true });
  await spool.append(messagesOf("b"));
  expect(toIds(await takeAll(spool))).toEqual(["b"]);
});

test("where nothing can be set aside, nothing is thrown away, and it is told", async (context) => {
  const { open, directory, problems } = createSpoolFolder(context);
  const spool = await open();
  await spool.append(messagesOf("a", "b"));
  writeFileSync(join(directory, "set-aside"), "");
  await (await spool.claim(1))?.settle(["refused"]);
  expect(problems).toEqual([expect.stringMatching(/^Can't be set aside in .*, and is tried again: welcome a\. E/)]);
  expect(toIds(await takeAll(spool))).toEqual(["a", "b"]);
});

test("a file that can't be read holds up its writer's others alone", async (context) => {
  const { open, directory, problems } = createSpoolFolder(context);
  mkdirSync(directory);
  writeFileSync(join(directory, "20250101-000001.spool"), "no message\n");
  writeFileSync(join(directory, "set-aside"), ""); // so that it can't be got rid of
  const spool = await open();
  await spool.append(messagesOf("a"));
  expect(toIds((await spool.claim(10))?.messages)).toEqual(["a"]);
  expect(problems).toEqual([expect.stringContaining("can't be removed: E")]);
});

test("a writer that stood still in the midst of writing writes anew what may not have been seen", async (context) => {
  const { open, clock, directory, names } = createSpoolFolder(context);
  const [slow, other] = [await open(), await open()];
  await slow.append(messagesOf("a"));
  // As if another had taken it over just before the slow one found that it had written.
  const [name = ""] = names();
  renameSync(join(directory, name), join(directory, `${name.replace(".spool", "")}.${clock.now()}.other.claimed`));
  await slow.append(messagesOf("b"));
  expect(names()).toHaveLength(2);
  expect(toIds(await takeAll(other))).toEqual(["a", "b"]);
});

const canMount = spawnSync("sh", ["-c", `exec unshare -m mount -t tmpfs tmpfs "$0"`, tmpdir()]).status === 0;

/** What a process gets to hear that appends 200 messages of a kilobyte where a shell's command has made it hard. */
async function appendWhere(context: TestContext, shell: string) {
  const { directory, open } = createSpoolFolder(context);
  mkdirSync(directory);
  const started = startFixture(
    context,
    "appender",
    [directory, "w", "200", "1000"],
    shell.replaceAll("PLACE", directory),
  );
  await started.ended;
  const lines = started.lines.items;
  expect(lines.at(-1)).toBe("end w");
  return { spool: await open(), lines, kept: saidOf(lines, "kept"), refused: saidOf(lines, "refused") };
}

test("a file that may grow no more in the midst of a line loses nothing, and the next file goes on", {
  timeout: 30_000,
}, async (context) => {
  // 64 blocks of 512 bytes: about thirty messages a file.
  const { spool, kept, refused, lines } = await appendWhere(context, 'ulimit -f 64; exec "$@"');
  expect(lines).toContainEqual(expect.stringMatching(/^refused \S+ spool_failed Can't write to .*EFBIG/));
  expect(kept.length).toBeGreaterThan(150);
  expect(kept.length + refused.length).toBe(200);
  expect(toIds(await takeAll(spool))?.toSorted()).toEqual(kept.toSorted());
  expect(await spool.status()).toMatchObject({ messages: 0, setAside: 0 });
});

test.skipIf(!canMount)(
  "a full disk is told, and what was kept is all there (needs the right to mount)",
  { timeout: 30_000 },
  async (context) => {
    const shell = 'mkdir PLACE.kept && mount -t tmpfs -o size=64k tmpfs PLACE && "$@"; cp PLACE/* PLACE.kept';
    const { directory, open } = createSpoolFolder(context);
    mkdirSync(directory);
    const started = startFixture(
      context,
      "appender",
      [directory, "w", "200", "1000"],
      `exec unshare -m sh -c '${shell.replaceAll("PLACE", directory)}' sh "$@"`,
    );
    await started.ended;
    const lines = started.lines.items;
    const kept = saidOf(lines, "kept");
    expect(lines).toContainEqual(expect.stringMatching(/^refused \S+ spool_failed .*ENOSPC.*Make room on that disk/));
    expect(kept.length).toBeGreaterThan(20);
    const spool = await open(1_000_000, `${directory}.kept`);
    expect(toIds(await takeAll(spool))?.toSorted()).toEqual(kept.toSorted());
  },
);

test.skipIf(!canMount)(
  "a disk that is read only is told (needs the right to mount)",
  { timeout: 30_000 },
  async (context) => {
    const shell = `exec unshare -m sh -c 'mount -t tmpfs -o ro tmpfs PLACE && exec "$@"' sh "$@"`;
    const { kept, lines } = await appendWhere(context, shell);
    expect(kept).toEqual([]);
    expect(lines).toContainEqual(expect.stringMatching(/^refused \S+ spool_failed .*EROFS.*Make that disk writable/));
  },
);
