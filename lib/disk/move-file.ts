// Gives a file of the spool another name, which tells others in whose hand it is.

import { rename } from "node:fs/promises";
import { join } from "node:path";
import { ifThere } from "./spool-failure.ts";

/** @returns false where no file has the name any more: somebody else has given it another, and has it in hand. */
export async function moveFile(directory: string, from: string, to: string): Promise<boolean> {
  return (await ifThere(rename(join(directory, from), join(directory, to)).then(() => true))) ?? false;
}
