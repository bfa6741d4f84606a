import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, type TestContext, test } from "vitest";
import { openJournal } from "../../../lib/engine/data/sqlite-journal.ts";

function aFolder({ onTestFinished }: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "errand-data-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "data");
}

interface Note {
  readonly name: string;
  text: string | undefined;
}

const NOTES = {
  kind: "note",
  keyOf: ({ name }: Note) => name,
  toRecord: ({ name, text }: Note) => (text === undefined ? undefined : { name, text }),
};

test("what was written is there when the folder is opened again, in the order of the keys", async (context) => {
  const folder = aFolder(context);
  const first = openJournal(folder);
  const keep = first.keeper(NOTES);
  const gone: Note = { name: "c", text: "three" };
  for (const note of [{ name: "b", text: "two 😀\u0000" }, gone, { name: "a", text: "one" }]) keep(note);
  await first.written();
  gone.text = undefined;
  keep(gone);
  await first.written();
  first.close();

  const second = openJournal(folder);
  expect([...second.records("note")]).toEqual([
    { name: "a", text: "one" },
    { name: "b", text: "two 😀\u0000" },
  ]);
  expect([...second.records("other")]).toEqual([]);
  second.close();
});

test("closing writes what nobody has waited for", (context) => {
  const folder = aFolder(context);
  const first = openJournal(folder);
  first.keeper(NOTES)({ name: "a", text: "one" });
  first.close();
  const second = openJournal(folder);
  expect([...second.records("note")]).toEqual([{ name: "a", text: "one" }]);
  second.close();
});

test("a folder that another engine has in use is refused", (context) => {
  const folder = aFolder(context);
  const first = openJournal(folder);
  expect(() => openJournal(folder)).toThrow(
    /engine\.sqlite: database is locked\. Name a folder that this process can write, that no other engine has in use/,
  );
  first.close();
  openJournal(folder).close();
});

test("a file of a newer version is refused, and left as it is", (context) => {
  const folder = aFolder(context);
  openJournal(folder).close();
  const database = new DatabaseSync(join(folder, "engine.sqlite"));
  database.exec("PRAGMA user_version = 9");
  database.close();
  expect(() => openJournal(folder)).toThrow("it has version 9, made by a newer Errand; this one reads up to 1");
});

test.each<[string, (folder: string) => string]>([
  [
    "a file in place of the folder",
    (folder) => {
      writeFileSync(folder, "");
      return folder;
    },
  ],
  [
    "a file that is no database",
    (folder) => {
      openJournal(folder).close();
      writeFileSync(join(folder, "engine.sqlite"), "x".repeat(5000));
      return folder;
    },
  ],
])("%s is refused with its path", (_, prepare) => {
  const parent = mkdtempSync(join(tmpdir(), "errand-data-"));
  const folder = prepare(join(parent, "data"));
  expect(() => openJournal(folder)).toThrow(`The engine's data can't be kept in ${join(folder, "engine.sqlite")}: `);
  rmSync(parent, { recursive: true });
});

test("a record that can't be read is told with its file, kind and beginning", (context) => {
  const folder = aFolder(context);
  openJournal(folder).close();
  const database = new DatabaseSync(join(folder, "engine.sqlite"));
  database.exec(`INSERT INTO record VALUES ('sqs.queue', 'jobs', '{"name": jobs')`);
  database.close();
  const journal = openJournal(folder);
  expect(() => [...journal.records("sqs.queue")]).toThrow(
    /engine\.sqlite holds records of kind sqs\.queue that can't be read: .* starts with {"name": jobs\. Name another/,
  );
  journal.close();
});

test("a damaged file is told as such, whichever page of it is damaged", async (context) => {
  const folder = aFolder(context);
  const first = openJournal(folder);
  const keep = first.keeper(NOTES);
  for (let n = 0; n < 500; n++) keep({ name: String(n), text: "x".repeat(500) });
  await first.written();
  first.close();
  const file = join(folder, "engine.sqlite");
  const bytes = readFileSync(file);
  bytes.fill(0xff, 4096 * 3, 4096 * 40);
  writeFileSync(file, bytes);

  const read = () => {
    const journal = openJournal(folder);
    try {
      return [...journal.records("note")];
    } finally {
      journal.close();
    }
  };
  expect(read).toThrow(
    /engine\.sqlite holds records of kind note that can't be read: database disk image is malformed/,
  );
});

test.each([
  ["removed", (folder: string) => rmSync(folder, { recursive: true })],
  [
    "replaced",
    (folder: string) => {
      cpSync(folder, `${folder}-copy`, { recursive: true });
      rmSync(folder, { recursive: true });
      renameSync(`${folder}-copy`, folder);
    },
  ],
])("a folder that is %s under an engine is noticed before the next answer", async (_, change) => {
  const parent = mkdtempSync(join(tmpdir(), "errand-data-"));
  const folder = join(parent, "data");
  const journal = openJournal(folder);
  const keep = journal.keeper(NOTES);
  keep({ name: "a", text: "one" });
  await journal.written();

  change(folder);
  keep({ name: "b", text: "two" });

  await expect(journal.written()).rejects.toThrow(
    /engine\.sqlite can't be written: it was removed or replaced while this process had it open\. Mend that/,
  );
  journal.close();
  rmSync(parent, { recursive: true });
});
