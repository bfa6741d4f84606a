import { expect, test } from "vitest";
import { newId, uuidv7 } from "../../lib/core/uuid.ts";

test("the example of RFC 9562, appendix A.6", () => {
  expect(uuidv7(0x017f22e279b0, "919108f7-52d1-4cc3-98c4-dc0c0c07398f")).toBe("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
});

test("ids sort by the time they were made", () => {
  const ids = [1, 1_000, 1_700_000_000_000, 1_800_000_000_000].map(newId);
  expect(ids.toSorted()).toEqual(ids);
});

test("two ids of one moment differ", () => {
  expect(newId(1)).not.toBe(newId(1));
});
