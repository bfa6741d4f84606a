import { expect, test } from "vitest";
import type { FunctionPool } from "../../lib/local/function-pool.ts";
import { createReloader } from "../../lib/local/reloader.ts";
import { settle } from "../../lib/testing/manual-clock.ts";

/** A pool whose loads end when they are told, and a reloader that uses it. */
function start() {
  const loads: PromiseWithResolvers<void>[] = [];
  const notices: string[] = [];
  const pool: FunctionPool = {
    loaded: () => ({ jobs: ["echo", "say"], schedules: [], neededSeconds: 0 }),
    invoke: async () => undefined,
    end: async () => {},
    reload() {
      const load = Promise.withResolvers<void>();
      loads.push(load);
      return load.promise;
    },
  };
  return { reloader: createReloader((line) => void notices.push(line)), pool, loads, notices };
}

test("changes during a load are followed by one more, however many they were", async () => {
  const { reloader, pool, loads, notices } = start();
  reloader.start(pool);
  reloader.changed("a.ts");
  for (const file of ["b.ts", "c.ts", "d.ts"]) reloader.changed(file);
  expect(loads).toHaveLength(1);
  loads[0]?.resolve();
  await settle();
  expect(loads).toHaveLength(2);
  loads[1]?.resolve();
  await settle();
  expect(loads).toHaveLength(2);
  expect(notices).toEqual([
    "a.ts has changed: the jobs are loaded anew (echo, say).",
    "d.ts has changed: the jobs are loaded anew (echo, say).",
  ]);
});

test("a load that fails is told of, and the next change is loaded", async () => {
  const { reloader, pool, loads, notices } = start();
  reloader.start(pool);
  reloader.changed("a.ts");
  loads[0]?.reject(new Error("a.ts could not be loaded"));
  await settle();
  reloader.changed("a.ts");
  loads[1]?.resolve();
  await settle();
  expect(notices).toEqual([
    "a.ts could not be loaded\nThe jobs run on as they were; mend the file, and it is loaded again.",
    "a.ts has changed: the jobs are loaded anew (echo, say).",
  ]);
});

test("a change before the start is loaded after it, one after the stop never", async () => {
  const { reloader, pool, loads } = start();
  reloader.changed("a.ts");
  await settle();
  expect(loads).toHaveLength(0);
  reloader.start(pool);
  expect(loads).toHaveLength(1);
  reloader.changed("b.ts");
  reloader.stop();
  loads[0]?.resolve();
  await settle();
  reloader.changed("c.ts");
  expect(loads).toHaveLength(1);
});
