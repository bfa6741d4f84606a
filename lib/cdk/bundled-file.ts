// What a bundle consists of.

/** One file of a bundle. */
export interface BundledFile {
  /** Its path from the bundle's folder. */
  readonly name: string;
  readonly contents: Uint8Array;
}

/** The name of the file that Lambda loads. */
export const INDEX = "index.mjs";
