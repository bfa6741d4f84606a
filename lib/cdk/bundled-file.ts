// What a bundle consists of.

/** One file of a bundle. */
export interface BundledFile {
  /** Its path from the bundle's folder. */
  readonly name: string;
  readonly contents: Uint8Array;
}

/** The name of the file that is loaded first. */
export const INDEX = "index.mjs";

/** The name of the file that exports the jobs, where a process runs them that goes on. */
export const JOBS = "jobs.mjs";
