import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { sqsWorld } from "../../lib/aws/sqs-world.ts";
import type { Blobs } from "../../lib/core/ports.ts";
import { createFileBlobs } from "../../lib/disk/file-blobs.ts";
import { withFiles } from "../../lib/disk/with-files.ts";
import { createMemoryBlobs } from "../../lib/testing/memory-blobs.ts";

const KEY = "d30/2026-11-22/a";
const BYTES = new Uint8Array([1, 2, 3]);

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "errand-files-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const blobsIn = (folder: string): Blobs => createFileBlobs(pathToFileURL(folder).href);

test.each(["../outside", "d30/../../outside", "/etc/passwd", "d30//a", "", ".", "d30/.hidden", "d30/a/"])(
  "the key %j leads nowhere: nothing is read, written or deleted",
  async (key) => {
    const folder = await aFolder();
    await writeFile(join(folder, "outside"), "mine");
    const blobs = blobsIn(join(folder, "bucket"));

    for (const act of [() => blobs.put(key, BYTES), () => blobs.get(key, 10), () => blobs.remove(key)]) {
      await expect(act()).rejects.toMatchObject({
        code: "store_failed",
        message: expect.stringContaining("A key must be names between slashes"),
      });
    }
    expect(await readdir(folder)).toEqual(["outside"]);
    expect(await readFile(join(folder, "outside"), "utf8")).toBe("mine");
  },
);

test("backslashes are part of a name, and lead nowhere either", async () => {
  const folder = await aFolder();

  await blobsIn(folder)
    .put("d30/..\\..\\a", BYTES)
    .catch(() => {});

  expect(await readdir(join(folder, ".."))).toContain(folder.split("/").at(-1));
  expect(await readdir(folder, { recursive: true })).toEqual([]);
});

test("a put that fails leaves nothing, and what was there before", async () => {
  const folder = await aFolder();
  const blobs = blobsIn(folder);
  await mkdir(join(folder, KEY), { recursive: true }); // a folder is in its place

  await expect(blobs.put(KEY, BYTES)).rejects.toMatchObject({
    code: "store_failed",
    message: expect.stringMatching(
      /^"d30\/2026-11-22\/a" can't be written to .*: E[A-Z]+: .*\. Mend the folder, or name another in ERRAND_BUCKET\.$/,
    ),
    cause: expect.any(Error),
  });

  expect(await readdir(join(folder, "d30/2026-11-22"))).toEqual(["a"]);
});

test("without its folder nothing is known to be gone", async () => {
  const blobs = blobsIn(join(await aFolder(), "unmounted"));

  await expect(blobs.get(KEY, 10)).rejects.toMatchObject({
    code: "store_failed",
    message: expect.stringMatching(/ENOENT/),
  });
});

// The superuser needs no permission.
test.skipIf(process.getuid?.() === 0)("a folder without permission is said to be one", async () => {
  const folder = await aFolder();
  await chmod(folder, 0o500);

  await expect(blobsIn(folder).put(KEY, BYTES)).rejects.toMatchObject({
    code: "store_failed",
    message: expect.stringMatching(/EACCES/),
  });
});

test("a bucket that is a file: URL is a folder, and every other is left to the others", async () => {
  const others = createMemoryBlobs("others");
  const { connectBlobs } = withFiles({ ...sqsWorld, connectBlobs: async () => others });
  const bucket = pathToFileURL(await aFolder()).href;

  expect(await connectBlobs?.({ ERRAND_BUCKET: "photos" })).toBe(others);
  expect((await connectBlobs?.({ ERRAND_BUCKET: bucket }))?.bucket).toBe(bucket);
});

test("a file: URL of another machine is refused", () => {
  expect(() => createFileBlobs("file://elsewhere/errand")).toThrow(
    expect.objectContaining({
      code: "invalid_option",
      message: expect.stringContaining("ERRAND_BUCKET must be a bucket's name, or a folder of this machine"),
    }),
  );
});
