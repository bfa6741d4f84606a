// Far sides for tests: real threads and processes, seen by a kernel whose clock stands still. Over there the clock is the wall's.

import type { TestContext } from "vitest";
import { toCatalog } from "../../lib/core/catalog.ts";
import type { Environment } from "../../lib/core/environment.ts";
import type { ErrandEvent } from "../../lib/core/events.ts";
import type { Leash, Pull } from "../../lib/core/leash.ts";
import type { Blobs } from "../../lib/core/ports.ts";
import { createElsewhere } from "../../lib/worker/elsewhere/elsewhere.ts";
import { aKernel } from "./kernels.ts";
import { createSightings } from "./waiting.ts";

const JOBS = new URL("../worker/elsewhere/fixtures/jobs.ts", import.meta.url);

interface Setup {
  readonly module?: URL;
  /** Where the module can't be loaded here: what the worker itself knows. */
  readonly jobs?: object;
  readonly count?: number;
  readonly maxMemoryMegabytes?: number;
  readonly environment?: Environment;
  /** Where arguments are stored. */
  readonly blobs?: Blobs;
}

export async function anElsewhere({ onTestFinished }: Pick<TestContext, "onTestFinished">, setup: Setup = {}) {
  const { module = JOBS, count = 1, maxMemoryMegabytes, environment = {}, blobs } = setup;
  const jobs = setup.jobs ?? ((await import(module.href)) as object);
  const { kernel, clock } = aKernel(jobs);
  const events = createSightings<ErrandEvent>();
  const notices = createSightings<string>();
  const elsewhere = createElsewhere({
    module,
    threads: { count, maxMemoryMegabytes },
    kernel: { ...kernel, catalog: toCatalog(jobs), emit: events.add, blobs: async () => blobs },
    environment: { PATH: process.env["PATH"], ...environment },
    onNotice: notices.add,
  });
  onTestFinished(() => elsewhere.end());
  return { elsewhere, kernel, clock, events, notices };
}

/** A leash that the test pulls. */
export function aLeash(endsAt?: number) {
  let pulled: Pull | undefined;
  const followers = new Set<{ told(pull: Pull): void; givenUp(pull: Pull): void }>();
  const leash: Leash = {
    endsAt,
    pulled: () => pulled,
    begun() {},
    follow(told, givenUp) {
      const follower = { told, givenUp };
      followers.add(follower);
      return () => void followers.delete(follower);
    },
  };
  return {
    leash,
    followers,
    pull(pull: Pull): void {
      pulled = pull;
      for (const { told } of [...followers]) told(pull);
    },
    giveUp(): void {
      if (pulled === undefined) throw new Error("Pull it first.");
      for (const { givenUp } of [...followers]) givenUp(pulled);
    },
  };
}
