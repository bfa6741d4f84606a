import { expect, test } from "vitest";
import { createGroupCommit, type Entry } from "../../../lib/engine/data/group-commit.ts";

interface Note {
  readonly name: string;
  text: string | undefined;
}

function start(refusals: Error[] = []) {
  const writes: Entry[][] = [];
  const commit = createGroupCommit((entries) => {
    const [refusal] = refusals;
    if (refusal !== undefined) throw refusal;
    writes.push([...entries]);
  });
  const keep = commit.keeper<Note>({ kind: "note", keyOf: ({ name }) => name, toRecord: ({ text }) => text });
  return { commit, keep, writes };
}

test("changes of many requests are one write, each entity once, as it is by then", async () => {
  const { commit, keep, writes } = start();
  const a: Note = { name: "a", text: "first" };
  const b: Note = { name: "b", text: "other" };
  keep(a);
  const waiting = [commit.written()];
  a.text = "second";
  keep(a);
  keep(b);
  waiting.push(commit.written());
  expect(writes).toEqual([]);
  await Promise.all(waiting);
  expect(writes).toEqual([
    [
      { kind: "note", key: "a", record: "second" },
      { kind: "note", key: "b", record: "other" },
    ],
  ]);
});

test("what is gone is told as gone", async () => {
  const { commit, keep, writes } = start();
  keep({ name: "a", text: undefined });
  await commit.written();
  expect(writes).toEqual([[{ kind: "note", key: "a", record: undefined }]]);
});

test("with nothing changed, nothing is written and nobody waits", async () => {
  const { commit, keep, writes } = start();
  await commit.written();
  keep({ name: "a", text: "x" });
  commit.flush();
  await commit.written();
  commit.flush();
  expect(writes).toHaveLength(1);
});

test("after a write that failed nobody is told that anything is written", async () => {
  const refusals = [new Error("disk full")];
  const { commit, keep, writes } = start(refusals);
  keep({ name: "a", text: "x" });
  await expect(commit.written()).rejects.toThrow("disk full");
  refusals.length = 0;
  keep({ name: "b", text: "y" });
  await expect(commit.written()).rejects.toThrow("disk full");
  expect(writes).toEqual([]);
});
