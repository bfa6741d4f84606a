// Why the module of the jobs could not be loaded, in a form that one process can tell another, and what Node's codes for it advise.

import { toErrorRecord } from "./error-record.ts";
import type { ErrorRecord } from "./events.ts";

/** `code` is Node's own, or Errand's, where there is one. */
export interface LoadFailure {
  readonly error: ErrorRecord;
  readonly code: string | undefined;
}

export function toLoadFailure(thrown: unknown): LoadFailure {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : undefined;
  return { error: toErrorRecord(thrown), code };
}

const ADVICE: Readonly<Record<string, string>> = {
  ERR_MODULE_NOT_FOUND: "Check the path; an import needs its file's ending.",
  ERR_UNKNOWN_FILE_EXTENSION: "Node loads JavaScript, and TypeScript outside of node_modules.",
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX: "Node strips types only: no enum, namespace or parameter property.",
  ERR_INVALID_TYPESCRIPT_SYNTAX: "Correct the syntax.",
  ERR_UNSUPPORTED_DIR_IMPORT: "Name a file.",
  // They say it themselves.
  no_jobs: "",
  duplicate_job: "",
};

/** What to do about it, as a sentence; `undefined` where the code doesn't tell. */
export function adviceOn(code: string | undefined): string | undefined {
  return code === undefined ? undefined : ADVICE[code];
}
