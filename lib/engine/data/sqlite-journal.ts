// The journal in a folder: one SQLite file, written before it is answered, so that a killed process loses nothing it said.

import { mkdirSync, statSync } from "node:fs";
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
  const { database, put, remove, all } = openDatabase(folder, file);
  const identity = identityOf(file);

  const commit = createGroupCommit((entries) => {
    try {
      if (identityOf(file) !== identity) throw new Error("it was removed or replaced while this process had it open");
      database.exec("BEGIN");
      for (const { kind, key, record } of entries) {
        if (record === undefined) remove.run(kind, key);
        else put.run(kind, key, JSON.stringify(record));
      }
      database.exec("COMMIT");
    } catch (cause) {
      if (database.isTransaction) database.exec("ROLLBACK");
      const advice = "Mend that, and start again: what was answered before stands in the file.";
      throw new Error(`${file} can't be written: ${reason(cause)}. ${advice}`, { cause });
    }
  });

  return {
    keeper: commit.keeper,
    *records(kind) {
      try {
        for (const { value } of all.iterate(kind)) yield parse(String(value));
      } catch (cause) {
        const advice = "Name another folder, or put a copy of this one back that was made while no engine ran.";
        throw new Error(`${file} holds records of kind ${kind} that can't be read: ${reason(cause)}. ${advice}`, {
          cause,
        });
      }
    },
    written: commit.written,
    close() {
      commit.flush();
      database.close();
    },
  };
}

function openDatabase(folder: string, file: string) {
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
    return {
      database,
      put: database.prepare(
        "INSERT INTO record (kind, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
      ),
      remove: database.prepare("DELETE FROM record WHERE kind = ? AND key = ?"),
      all: database.prepare("SELECT value FROM record WHERE kind = ? ORDER BY key"),
    };
  } catch (cause) {
    database?.close();
    throw new Error(
      `The engine's data can't be kept in ${file}: ${reason(cause)}.` +
        " Name a folder that this process can write, that no other engine has in use, and whose file an engine has made and " +
        "nothing has damaged.",
      { cause },
    );
  }
}

function parse(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (cause) {
    throw new Error(`${reason(cause)}, in one that starts with ${value.slice(0, 100)}`, { cause });
  }
}

/** Tells a file from another one in its place; empty when none is there. */
function identityOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? "" : `${stats.dev} ${stats.ino}`;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
