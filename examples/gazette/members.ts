// How a file of members is read: CSV with a header line, a name and an e-mail address in each row.

import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";

export interface Member {
  readonly name: string;
  readonly email: string;
}

/** Reads every row or none: a row without a name or an address rejects, and says which. */
export async function readMembers(file: string): Promise<readonly Member[]> {
  const rows = parse<Record<string, string>>(await readFile(file, "utf8"), {
    columns: true,
    bom: true,
    trim: true,
    skip_empty_lines: true,
  });
  return rows.map((row, index) => toMember(row, `${file}, member ${index + 1}`));
}

function toMember(row: Record<string, string>, where: string): Member {
  const { name, email } = row;
  if (name && email?.includes("@")) return { name, email };
  throw new Error(
    `${where}: expected a name and an e-mail address, got ${JSON.stringify(row)}. Correct it and import again.`,
  );
}
