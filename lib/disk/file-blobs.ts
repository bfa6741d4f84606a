// The Blobs in a folder, for one machine: a file for each, its key the path.

import { mkdir, open, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { BUCKET, type Environment } from "../core/environment.ts";
import { ErrandError, show } from "../core/errors.ts";
import type { Blobs } from "../core/ports.ts";

/** Those in the folder that the environment names; none where it names none. */
export function blobsOf(environment: Environment): Blobs | undefined {
  const bucket = environment[BUCKET];
  return bucket?.startsWith("file:") ? createFileBlobs(bucket) : undefined;
}

/**
 * @param bucket the folder as a file: URL; it is made where it is missing.
 * @throws `ErrandError` `invalid_option` for another URL.
 */
export function createFileBlobs(bucket: string): Blobs {
  const folder = toFolder(bucket);
  const attempt = async <Result>(what: string, key: string, act: (path: string) => Promise<Result>) => {
    const path = join(folder, ...toNames(key));
    try {
      return await act(path);
    } catch (error) {
      if (error instanceof ErrandError) throw error;
      throw failed(`"${key}" can't be ${what} ${path}`, error);
    }
  };
  return {
    bucket,
    put: (key, bytes) =>
      attempt("written to", key, async (path) => {
        await mkdir(dirname(path), { recursive: true });
        // Whoever reads finds all of it or nothing, also after a crash: only then it gets its name.
        const unnamed = join(dirname(path), `.${crypto.randomUUID()}`);
        try {
          await writeFile(unnamed, bytes, { flag: "wx", flush: true });
          await rename(unnamed, path);
        } catch (error) {
          await rm(unnamed, { force: true });
          throw error;
        }
      }),
    get: (key, mostBytes) =>
      attempt("read from", key, async (path) => {
        try {
          return await readStart(path, mostBytes + 1);
        } catch (error) {
          if (codeOf(error) !== "ENOENT") throw error;
          await stat(folder); // without its folder, a disk that isn't there say, nothing is known to be gone
          return undefined;
        }
      }),
    remove: (key) => attempt("deleted from", key, (path) => rm(path, { force: true })),
  };
}

async function readStart(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const bytes = new Uint8Array(Math.min(size, most));
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}

function toFolder(bucket: string): string {
  try {
    return fileURLToPath(bucket);
  } catch (cause) {
    throw new ErrandError(
      "invalid_option",
      `ERRAND_BUCKET must be a bucket's name, or a folder of this machine as a URL such as file:///tmp/errand, got ${show(bucket)}. ` +
        `Correct it: ${(cause as Error).message}.`,
      { cause },
    );
  }
}

/** Keys come in messages: none leads out of the folder, or to what is not named yet. */
function toNames(key: string): readonly string[] {
  const names = key.split("/");
  if (names.every((name) => name !== "" && !name.startsWith("."))) return names.map(encodeURIComponent);
  throw new ErrandError(
    "store_failed",
    `A key must be names between slashes, none of which is empty or begins with a period, got ${show(key)}: nothing was read or ` +
      "written. Find out who wrote the message that names it.",
  );
}

function failed(what: string, thrown: unknown): ErrandError {
  const { message } = thrown instanceof Error ? thrown : { message: String(thrown) };
  return new ErrandError("store_failed", `${what}: ${message}. Mend the folder, or name another in ERRAND_BUCKET.`, {
    cause: thrown,
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
