import { afterAll, describe, test } from "vitest";
import { blobCases } from "./cases.ts";
import { NOT_RUN } from "./differences.ts";
import { openStores } from "./stores.ts";

const stores = await openStores();

for (const { name: store, blobs, close } of stores) {
  describe(`stored arguments in ${store}`, () => {
    afterAll(close);

    for (const { name, run } of blobCases) {
      test(name, { timeout: 30_000 }, async ({ skip }) => {
        const why = NOT_RUN[store]?.[name];
        if (why !== undefined) skip(why);
        await run(blobs);
      });
    }
  });
}
