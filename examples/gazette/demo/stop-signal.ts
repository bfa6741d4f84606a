// When the demo must stop before it is done: on Ctrl-C, or when its time is up.

export interface StopSignal {
  /** Resolves when it is time to stop, with why. */
  readonly stopped: Promise<Stop>;
  /** Listens no longer. */
  dispose(): void;
}

type Stop = "interrupted" | "time is up";

export function createStopSignal(limitSeconds: number): StopSignal {
  const { promise, resolve } = Promise.withResolvers<Stop>();
  const interrupt = () => resolve("interrupted");
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  const timer = setTimeout(() => resolve("time is up"), limitSeconds * 1000);
  return {
    stopped: promise,
    dispose: () => {
      clearTimeout(timer);
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", interrupt);
    },
  };
}
