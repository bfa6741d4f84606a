// How a file of members is read: CSV with a header line, a name and an e-mail address in each row, and where they are known,
// a birthday and a time zone.

import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";

export interface Member {
  readonly name: string;
  readonly email: string;
  /** Month and day: `"12-24"`. */
  readonly birthday?: string;
  /** A name of the IANA database: `"Europe/Berlin"`. */
  readonly timeZone?: string;
}

/** Reads every row or none: a row without a name or an address, or with half a birthday, rejects, and says which. */
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
  const { name, email, birthday, timeZone } = row;
  if (!name || !email?.includes("@")) throw wrong("a name and an e-mail address", row, where);
  if (!birthday) return { name, email };
  if (!/^\d\d-\d\d$/.test(birthday) || !timeZone) throw wrong('a birthday as "12-24" and its time zone', row, where);
  return { name, email, birthday, timeZone };
}

function wrong(expected: string, row: Record<string, string>, where: string): Error {
  return new Error(`${where}: expected ${expected}, got ${JSON.stringify(row)}. Correct it and import again.`);
}
