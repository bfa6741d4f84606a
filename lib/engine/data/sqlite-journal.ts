// The journal in a folder: one SQLite file, written before it is answered, so that a killed process loses nothing it said.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createGroupCommit } from "./group-commit.ts";
import type { Journal } from "./journal.ts";

/** A journal that holds its file until it is closed. */
export interface FileJournal extends Journal {
  /** Writes what is left, and lets the file go. */
  close(): void;
}

/** Stands in the file as its user_version: a newer Errand's file is not for an older one. */
const VERSION = 1;

const FILE = "engine.sqlite";

/**
 * Opens the folder's file, or makes it. One process at a time can have it.
 *
 * @throws an error that says which file, and what is wrong with it: in use by another process, not to be written, or
 *   made by a newer Errand.
 */
export function openJournal(folder: string): FileJournal {
  const file = join(folder, FILE);
  const database = openDatabase(folder, file);
  const put = database.prepare(
    "INSERT INTO record (kind, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
  );
  const remove = database.prepare("DELETE FROM record WHERE kind = ? AND key = ?");
  const all = database.prepare("SELECT value FROM record WHERE kind = ? ORDER BY key");

  const commit = createGroupCommit((entries) => {
    database.exec("BEGIN");
    try {
      for (const { kind, key, record } of entries) {
        if (record === undefined) remove.run(kind, key);
        else put.run(kind, key, JSON.stringify(record));
      }
      database.exec("COMMIT");
    } catch (cause) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw new Error(
        `${file} can't be written: ${reason(cause)}. Mend that, and start again: what was answered is in it.`,
        {
          cause,
        },
      );
    }
  });

  return {
    keeper: commit.keeper,
    *records(kind) {
      for (const { value } of all.iterate(kind)) yield read(file, kind, String(value));
    },
    written: commit.written,
    close() {
      commit.flush();
      database.close();
    },
  };
}

function openDatabase(folder: string, file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    database = new DatabaseSync(file);
    // FULL: a commit is on the disk, not only with the operating system. EXCLUSIVE: a second engine is refused.
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    const version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
    if (version > VERSION)
      throw new Error(`it has version ${version}, made by a newer Errand; this one reads up to ${VERSION}`);
    database.exec(
      `BEGIN IMMEDIATE;
      CREATE TABLE IF NOT EXISTS record (kind TEXT, key TEXT, value TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID;
      PRAGMA user_version = ${VERSION};
      COMMIT`,
    );
    return database;
  } catch (cause) {
    database?.close();
    throw new Error(
      `The engine's data can't be kept in ${file}: ${reason(cause)}.` +
        " Name a folder that this process can write, that no other engine has in use, and whose file an engine has made.",
      { cause },
    );
  }
}

function read(file: string, kind: string, value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (cause) {
    const start = value.slice(0, 100);
    throw new Error(
      `${file} holds a record of kind ${kind} that can't be read: ${reason(cause)}. It starts with ${start}. ` +
        "Name another folder, or put a copy of this one back that was made while no engine ran.",
      { cause },
    );
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
