// Those who wait on an empty queue: each message wakes one of them, in the order in which they came.

import type { Clock } from "../../core/ports.ts";

/** What a poller asks for. */
export interface Demand {
  readonly limit: number;
  readonly visibilitySeconds: number;
  readonly waitSeconds: number;
  readonly signal: AbortSignal | undefined;
}

interface Poller<T> {
  readonly demand: Demand;
  readonly leave: () => void;
  readonly resolve: (taken: readonly T[]) => void;
  readonly reject: (reason: unknown) => void;
}

export interface Pollers<T> {
  /** Waits for what `take` gives, at most `demand.waitSeconds`: then, nothing. Rejects when the signal aborts. */
  wait(demand: Demand): Promise<readonly T[]>;
  /** Gives them what there is now. To be called after every change that can make a message ready. */
  serve(): void;
  /** Sends them away with an error. */
  dismiss(reason: unknown): void;
}

interface PollersOptions<T> {
  readonly clock: Clock;
  readonly take: (demand: Demand) => readonly T[];
  /** When there may be something to take without anybody calling `serve`. */
  readonly nextReadyAt: () => number | undefined;
}

export function createPollers<T>({ clock, take, nextReadyAt }: PollersOptions<T>): Pollers<T> {
  const waiting = new Set<Poller<T>>();
  let alarm: { readonly at: number; readonly cancel: () => void } | undefined;
  let serving: "no" | "yes" | "again" = "no";

  const setAlarm = (): void => {
    const at = waiting.size === 0 ? undefined : nextReadyAt();
    // One that rings too early does no harm, and a busy queue moves its next time with every receive.
    if (at !== undefined && alarm !== undefined && alarm.at <= at) return;
    alarm?.cancel();
    alarm = at === undefined ? undefined : { at, cancel: clock.after(Math.max(0, at - clock.now()), ring) };
  };

  const ring = (): void => {
    alarm = undefined;
    serve();
  };

  const serve = (): void => {
    // A take can redrive a message in a circle back to this queue: the poller being served must not be served inside.
    if (serving !== "no") {
      serving = "again";
      return;
    }
    do {
      serving = "yes";
      for (const poller of waiting) {
        const taken = take(poller.demand);
        if (taken.length === 0) break;
        poller.leave();
        poller.resolve(taken);
      }
    } while ((serving as "yes" | "again") === "again");
    serving = "no";
    setAlarm();
  };

  return {
    wait: (demand) =>
      new Promise((resolve, reject) => {
        const { signal, waitSeconds } = demand;
        const leave = (): void => {
          waiting.delete(poller);
          cancelTimeout();
          signal?.removeEventListener("abort", abort);
          setAlarm();
        };
        const abort = (): void => {
          leave();
          reject(signal?.reason);
        };
        const poller: Poller<T> = { demand, leave, resolve, reject };
        waiting.add(poller);
        signal?.addEventListener("abort", abort);
        const cancelTimeout = clock.after(waitSeconds * 1000, () => {
          leave();
          resolve([]);
        });
        setAlarm();
      }),
    serve,
    dismiss(reason) {
      for (const poller of waiting) {
        poller.leave();
        poller.reject(reason);
      }
    },
  };
}
