// A worker as what its process is for: until a signal asks it to stop, and at once when a second one does.

import type { Worker } from "./create-worker.ts";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

type Signal = (typeof SIGNALS)[number];

/** What a shell tells of a process that a signal has ended: 128 and the signal's number. */
const EXIT_CODES = { SIGTERM: 143, SIGINT: 130 };

/** Resolves when it has stopped; nothing is left listening. */
export async function untilSignalled(worker: Pick<Worker, "start" | "stop" | "health">): Promise<void> {
  const asked = Promise.withResolvers<void>();
  let times = 0;
  const onSignal = (signal: Signal): void => {
    times += 1;
    if (times > 1) {
      process.off("exit", onExit);
      endBy(signal, onSignal);
    }
    asked.resolve();
  };
  const onExit = (code: number): void => {
    const { running } = worker.health();
    const told = `The worker's process exits with code ${code} while ${running} of its jobs run: one of them, or what is beside them, called process.exit().`;
    process.stderr.write(`${told} Their messages come again after the visibility timeout.\n`);
    process.exitCode = code || 1; // else it would look like a worker that was stopped
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on("exit", onExit);
  // Polls alone keep a process alive, but not while an endpoint is away and a pause is waited for by nobody.
  const alive = setInterval(() => {}, 2 ** 30);
  try {
    await Promise.race([worker.start(), asked.promise]);
    await asked.promise;
    await worker.stop();
  } finally {
    clearInterval(alive);
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off("exit", onExit);
  }
}

/** As if nobody had listened: an exit would wait for a thread that is inside a call of the system. */
function endBy(signal: Signal, listener: (signal: Signal) => void): never {
  process.off(signal, listener);
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  process.exit(EXIT_CODES[signal]); // where others listen too, or as the first process of a container, which signals don't end
}
