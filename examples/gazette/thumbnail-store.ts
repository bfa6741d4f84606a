// Where thumbnails are kept: in the bucket GAZETTE_BUCKET, which all that is deployed shares; without one, in a folder.

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, parse } from "node:path";

/** What its arguments decide: made twice, a thumbnail has the same name. */
export function thumbnailName(photo: string, width: number): string {
  return `${parse(photo).name}-${width}.webp`;
}

/** Where the thumbnail of `photo` at `width` goes, when it goes to the folder. */
export function thumbnailFile(photo: string, width: number): string {
  return join(outputFolder(), thumbnailName(photo, width));
}

/** @returns where it is now: a file's path, or an `s3://` URL. */
export async function keepThumbnail(name: string, data: Uint8Array): Promise<string> {
  const bucket = bucketName();
  if (bucket !== undefined) return (await loadBucket()).put(bucket, name, data);
  await mkdir(outputFolder(), { recursive: true });
  const file = join(outputFolder(), name);
  await writeFile(file, data);
  return file;
}

/** `undefined` where there is none of that name. */
export async function readThumbnail(name: string): Promise<Uint8Array | undefined> {
  const bucket = bucketName();
  if (bucket !== undefined) return (await loadBucket()).get(bucket, name);
  return readFile(join(outputFolder(), name)).catch(undefinedIfMissing);
}

/** The names of all that there are. */
export async function listThumbnails(): Promise<readonly string[]> {
  const bucket = bucketName();
  if (bucket !== undefined) return (await loadBucket()).list(bucket);
  return (await readdir(outputFolder()).catch(undefinedIfMissing)) ?? [];
}

/** Loads the SDK for S3: where a folder is used, nobody waits for it. */
function loadBucket() {
  return import("./bucket.ts");
}

function bucketName(): string | undefined {
  return process.env["GAZETTE_BUCKET"] || undefined;
}

function outputFolder(): string {
  return process.env["GAZETTE_OUTPUT"] || join(tmpdir(), "gazette-thumbnails");
}

function undefinedIfMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}
