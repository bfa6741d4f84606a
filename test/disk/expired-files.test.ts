import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { deleteExpired } from "../../lib/disk/expired-files.ts";
import { createFileBlobs } from "../../lib/disk/file-blobs.ts";

async function aFolderWith(...keys: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "errand-files-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const blobs = createFileBlobs(pathToFileURL(folder).href);
  for (const key of keys) await blobs.put(key, new Uint8Array(3));
  return folder;
}

const filesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true })).filter((path) => path.split("/").length === 3).toSorted();

test("what is older than its class says is deleted, and nothing else", async () => {
  const keys = ["d30/2026-10-22/a", "d30/2026-10-23/b", "d400/2026-10-22/c", "d4000/2015-01-01/d", "mine/2015-01-01/e"];
  const folder = await aFolderWith(...keys, "d30/notes/f");

  await deleteExpired(folder, Date.parse("2026-11-22T00:00:00Z"));

  expect(await filesIn(folder)).toEqual(["d30/2026-10-23/b", "d30/notes/f", "d400/2026-10-22/c", "mine/2015-01-01/e"]);
});

test("an empty folder has nothing to delete", async () => {
  await deleteExpired(await aFolderWith(), Date.now());
});
