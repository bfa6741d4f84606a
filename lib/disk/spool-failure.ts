// What the system says when a spool can't be used, in words that help.

import { ErrandError } from "../core/errors.ts";

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: "Make room on that disk",
  EDQUOT: "Give its user more room on that disk",
  EFBIG: "Allow this process larger files",
  EACCES: "Give this process's user the right to write there",
  EPERM: "Give this process's user the right to write there",
  EROFS: "Make that disk writable",
  ENOTDIR: "Remove the file that is in the directory's way",
  EEXIST: "Remove the file that is in the directory's way",
  EMFILE: "Allow this process more open files",
  ENFILE: "Allow this machine more open files",
};

/** @param doing such as "write to". */
export function toSpoolFailure(directory: string, doing: string, cause: unknown): ErrandError {
  return new ErrandError("spool_failed", `Can't ${doing} the spool in ${directory}: ${toWords(cause)}`, { cause });
}

/** What happened, and what to do. */
export function toWords(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const advice = ADVICE[toErrorCode(cause) ?? ""] ?? "Look at that disk";
  return `${message}. ${advice}, or name another directory in spool.directory or ERRAND_SPOOL.`;
}

/** The system's code of an error, such as ENOENT. */
export function toErrorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

/** What `work` gives; `undefined` where what it is done to isn't there. */
export async function ifThere<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (toErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
