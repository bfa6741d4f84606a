// What a far side does: it loads the jobs, and has the kernel run what it is given, one delivery at a time.

import { getHeapStatistics } from "node:v8";
import { type Catalog, toCatalog } from "../../core/catalog.ts";
import { systemClock } from "../../core/clock.ts";
import { current } from "../../core/current.ts";
import { toErrorRecord } from "../../core/error-record.ts";
import { execute } from "../../core/execute.ts";
import type { Kernel } from "../../core/kernel.ts";
import { toLoadFailure } from "../../core/load-failure.ts";
import { NOTHING_IN_HAND } from "../../core/local-delivery.ts";
import { processRestore } from "../../core/process-settings.ts";
import { createFarLeash, type FarLeash } from "./far-leash.ts";
import { type FromFarSide, type Load, type Remains, type ToFarSide, toError, toPlain } from "./messages.ts";
import { countCalls } from "./open-calls.ts";

/** @returns what hears the worker. */
export function serve(say: (message: FromFarSide) => void): (message: ToFarSide) => void {
  let kernel: Kernel | undefined;
  let leash: FarLeash | undefined;
  let calls = () => 0;
  tellOfDeath(say);

  const load = async (options: Load): Promise<void> => {
    try {
      const counted = countCalls(toCatalog(await import(options.module)));
      calls = counted.open;
      kernel = toKernel(counted.catalog, options, say);
      say({ type: "ready" });
    } catch (error) {
      say({ type: "unloadable", ...toLoadFailure(error) });
    }
  };
  const run = async ({ delivery, endsAt }: Extract<ToFarSide, { type: "run" }>): Promise<void> => {
    if (kernel === undefined) return;
    leash = createFarLeash(endsAt);
    const remains = (): Remains => ({ isBusy: calls() > 0, megabytes: megabytesInUse() });
    try {
      const outcome = toPlain(await execute(delivery, kernel, { leash: leash.leash }));
      say({ type: "ended", outcome, remains: remains() });
    } catch (error) {
      say({ type: "threw", error: toErrorRecord(error), remains: remains() });
    }
  };
  return (message) => {
    switch (message.type) {
      case "load":
        return void load(message);
      case "run":
        return void run(message);
      case "pull":
        return leash?.pull({ why: message.why, error: toError(message.error) });
      default:
        return message satisfies never;
    }
  };
}

function toKernel(catalog: Catalog, { limits, mostHops }: Load, say: (message: FromFarSide) => void): Kernel {
  return {
    catalog,
    limits,
    mostHops,
    clock: systemClock,
    restore: processRestore,
    random: Math.random,
    emit: (event) => say({ type: "event", event }),
    inbox: NOTHING_IN_HAND,
    broker: { send: refuse, retry: refuse, bury: refuse },
  };
}

/** Running a delivery sends nothing: the worker settles. */
async function refuse(): Promise<never> {
  throw new Error("A far side sends nothing.");
}

/** Says what ends this side, before it has: the worker itself sees no more than that it is gone. */
function tellOfDeath(say: (message: FromFarSide) => void): void {
  process.on("uncaughtExceptionMonitor", (error) => {
    const { name, message } = toErrorRecord(error);
    say({ type: "dying", why: `${name}: ${message}`, id: current()?.id });
  });
  process.on("exit", (code) => say({ type: "dying", why: `process.exit(${code}) was called`, id: current()?.id }));
}

function megabytesInUse(): number {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  return (heap + external) / 1024 ** 2;
}
