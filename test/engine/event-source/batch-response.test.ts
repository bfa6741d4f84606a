import { expect, test } from "vitest";
import { toReturned } from "../../../lib/engine/event-source/batch-response.ts";

const IDS = ["a", "b", "c"];

test.each<[string, unknown, readonly string[]]>([
  ["nothing", undefined, []],
  ["null", null, []],
  ["a text", "ok", []],
  ["an object without the list", {}, []],
  ["a list that is null", { batchItemFailures: null }, []],
  ["an empty list", { batchItemFailures: [] }, []],
  ["one of the batch", { batchItemFailures: [{ itemIdentifier: "b" }] }, ["b"]],
  ["one of the batch twice", { batchItemFailures: [{ itemIdentifier: "b" }, { itemIdentifier: "b" }] }, ["b"]],
  ["one that isn't of the batch", { batchItemFailures: [{ itemIdentifier: "x" }] }, IDS],
  ["an empty id", { batchItemFailures: [{ itemIdentifier: "" }] }, IDS],
  ["no id", { batchItemFailures: [{}] }, IDS],
  ["null for an entry", { batchItemFailures: [null] }, IDS],
  ["no list", { batchItemFailures: "b" }, IDS],
])("as Lambda does, an answer with %s returns …", (_, response, returned) => {
  expect([...toReturned(response, IDS)]).toEqual(returned);
});
