// Where a worker's deliveries run that may harm what runs beside them: in a thread, or in a process of their own. What they come to is
// settled by the worker alone.

import type { Environment } from "../../core/environment.ts";
import { inTime } from "../../core/in-time.ts";
import type { Kernel } from "../../core/kernel.ts";
import type { Leash } from "../../core/leash.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Delivery } from "../../core/ports.ts";
import { read } from "../../core/read.ts";
import type { Unpacked } from "../../core/unpacking.ts";
import { type Line, openLine } from "./line.ts";
import { createPool, type Pool } from "./pool.ts";
import { startProcess } from "./process.ts";
import { findProgram } from "./program.ts";
import { pulledBefore } from "./pulled-before.ts";
import { reasonToReplace } from "./replacement.ts";
import { type RanThere, runThere } from "./run-there.ts";
import { startThread } from "./thread.ts";
import { judge, type Kind, onPull } from "./verdict.ts";

export interface ElsewhereOptions {
  /** The module that exports the jobs. */
  readonly module: URL;
  /** `count`: how many threads, and how many processes, there are at once at most. */
  readonly threads: { readonly count: number; readonly maxMemoryMegabytes: number | undefined };
  readonly kernel: Pick<Kernel, "catalog" | "limits" | "clock" | "random" | "mostHops" | "emit" | "blobs">;
  /** The variables of the threads and processes. */
  readonly environment: Environment;
  /** Hears, as a sentence, of a thread that was replaced or has ended by itself. */
  readonly onNotice: (notice: string) => void;
}

/**
 * Both run a delivery whole, as `execute` does, and wait while so many run already. They reject where the delivery is to stay in its
 * queue: its jobs can't be loaded there, its message is lost, or another job has ended what it ran in.
 */
export interface Elsewhere {
  /** In a thread, kept for the next. */
  inThread(delivery: Delivery, leash: Leash): Promise<Outcome>;
  /** In a process of its own, so that what kills it kills nothing else. */
  inProcess(delivery: Delivery, leash: Leash): Promise<Outcome>;
  /** Ends all at once: what runs there is left in its queue. */
  end(): Promise<void>;
}

/** How long the end of a thread or process is waited for. Inside a call of the system, a thread can't be ended. */
const END_MS = 1000;

export function createElsewhere(options: ElsewhereOptions): Elsewhere {
  const { threads, kernel, onNotice } = options;
  const ofThreads = createPool({
    count: threads.count,
    open: opener(options, "thread"),
    onLost: (how) => onNotice(`A thread that no job was in ${how}.`),
  });
  const ofProcesses = createPool({
    count: threads.count,
    open: opener(options, "process"),
    onLost: () => {}, // it has not been used
  });

  const run = async (pool: Pool, kind: Kind, received: Delivery, leash: Leash): Promise<Outcome> => {
    const fetched = await withArgs(received, kernel);
    if (!fetched.ok) return fetched.outcome;
    const { delivery } = fetched;
    const taking = pool.take(delivery.priority);
    const pull = await pulledBefore(taking, leash);
    if (pull !== undefined) {
      taking.then((line) => pool.giveBack(line, "keep")).catch(() => {});
      const opened = read(delivery, kernel);
      if (opened.ok) return onPull(pull, opened.envelope, delivery, kernel);
      throw pull.error;
    }
    const line = await taking;
    const ran = await runThere(line, delivery, leash, kernel);
    const reason = reasonToReplace(ran.ending, threads.maxMemoryMegabytes);
    if (reason !== undefined && kind === "thread") onNotice(`A thread was replaced: ${reason}.`);
    await endIfCut(ran, line);
    pool.giveBack(line, kind === "process" || reason !== undefined ? "end" : "keep");
    return judge(ran, delivery, kernel, kind);
  };

  /** What is decided on it may run elsewhere at once: first it must be gone here, as far as that can be had. */
  const endIfCut = async ({ ending }: RanThere, line: Line): Promise<void> => {
    if (ending.type !== "given_up" && ending.type !== "overtime") return;
    await inTime(line.end(), { clock: kernel.clock, milliseconds: END_MS }, () => {});
  };

  return {
    inThread: (delivery, leash) => run(ofThreads, "thread", delivery, leash),
    inProcess: (delivery, leash) => run(ofProcesses, "process", delivery, leash),
    async end() {
      const ended = Promise.all([ofThreads.end(), ofProcesses.end()]);
      await inTime(ended, { clock: kernel.clock, milliseconds: END_MS }, () => {});
    },
  };
}

/** What is stored apart is fetched here: the far side has no way to it. */
async function withArgs(
  delivery: Delivery,
  kernel: ElsewhereOptions["kernel"],
): Promise<Unpacked | { readonly ok: true; readonly delivery: Delivery }> {
  const opened = read(delivery, kernel);
  if (!opened.ok || opened.envelope.payload === undefined) return { ok: true, delivery };
  const { unpack } = await import("../../core/unpacking.ts");
  return unpack(opened.envelope, { delivery, now: kernel.clock.now(), limits: kernel.limits }, kernel);
}

function opener({ module, environment, kernel, threads }: ElsewhereOptions, what: Kind): () => Promise<Line> {
  const { clock, limits, mostHops } = kernel;
  const by = what === "thread" ? startThread : startProcess;
  return async () => {
    const start = { program: await findProgram(), environment, clock, maxMemoryMegabytes: threads.maxMemoryMegabytes };
    return openLine(start, { module: module.href, limits, mostHops }, { by, what });
  };
}
